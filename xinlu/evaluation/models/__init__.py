from xinlu.evaluation.models.causes import CauseBinding, CauseBindingQuerySet
from xinlu.evaluation.models.drafts import (
    Draft,
    DraftComment,
    DraftQuerySet,
    DraftReview,
    DraftVersion,
)
from xinlu.evaluation.models.editions import Confirmation, Edition
from xinlu.evaluation.models.receipts import ReceiptKey, ResultProof, RunReceipt
from xinlu.evaluation.models.running import (
    Following,
    RunningDifference,
    RunningQuerySet,
    RunningResult,
    RunningStep,
)
from xinlu.evaluation.models.runs import PeerTable, Result, ResultQuerySet, Run, RunQuerySet
from xinlu.evaluation.models.trials import Trial, TrialMove, TrialPeers, TrialQuerySet

__all__ = [
    "CauseBinding",
    "CauseBindingQuerySet",
    "Confirmation",
    "Draft",
    "DraftComment",
    "DraftQuerySet",
    "DraftReview",
    "DraftVersion",
    "Edition",
    "Following",
    "PeerTable",
    "ReceiptKey",
    "Result",
    "ResultProof",
    "ResultQuerySet",
    "Run",
    "RunQuerySet",
    "RunReceipt",
    "RunningDifference",
    "RunningQuerySet",
    "RunningResult",
    "RunningStep",
    "Trial",
    "TrialMove",
    "TrialPeers",
    "TrialQuerySet",
]

"""办理过程: what was done with a thing, by whom, when and for what reason."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from django.db import models

from xinlu.accounts.acts import ACTS
from xinlu.accounts.ledger import readable
from xinlu.accounts.models import AuditEntry
from xinlu.catalogue.models import Revision
from xinlu.collection.models import Batch, Correction, Sample, Suspicion
from xinlu.evaluation.models import CauseBinding, Draft, Run
from xinlu.registry.models import Discrepancy, Merging
from xinlu.supervision.models import Alert

#: The act on which a run's opinion was given, by the name under which the run keeps it.
OPINIONS = {"cancel": "run.cancel", "send-back": "run.send_back", "withdraw": "run.withdraw"}


def of_batch(batch: Batch) -> list[dict[str, Any]]:
    """Return the steps of a batch, the first first, with the reason of a withdrawal."""
    withdrawn = batch.outline.get("withdrawn")
    return _steps(batch, {"batch.withdraw": [withdrawn["reason"]] if withdrawn else []})


def of_run(run: Run) -> list[dict[str, Any]]:
    """Return the steps of a run, the first first, each opinion with the act it was given on."""
    said: dict[str, list[str]] = defaultdict(list)
    for opinion in run.opinions:
        said[OPINIONS[opinion["act"]]].append(opinion["reason"])
    return _steps(run, said)


def of_case(case: Suspicion | Alert | Discrepancy | Sample) -> list[dict[str, Any]]:
    """Return the steps of a case of any kind, each with its reason."""
    said: dict[str, list[str]] = defaultdict(list)
    for one in case.said:
        said[one["act"]].append(one["reason"])
    return _steps(case, said)


def of_correction(one: Correction) -> list[dict[str, Any]]:
    """Return the steps of a correction, each with its reason, and the one it waits for."""
    said = {
        "correction.propose": [one.reason],
        "correction.refuse": [one.decision],
        "correction.retract": [one.decision],
    }
    steps = _steps(one, said)
    if one.state == Correction.State.PROPOSED:
        steps.append({"title": "复核", "when": "待审核岗另一人", "state": "now"})
    if one.state == Correction.State.LAPSED:
        told = {"title": one.get_state_display(), "note": one.decision, "state": "done"}
        steps.append({**told, "when": one.decided_at})
    return steps


def of_binding(binding: CauseBinding) -> list[dict[str, Any]]:
    """Return the steps of a binding of a cause, each with its reason, and the one it waits for."""
    said = {
        "cause.propose": [binding.reason],
        "cause.confirm": [binding.decision],
        "cause.refuse": [binding.decision],
        "cause.end": [binding.ending],
    }
    steps = _steps(binding, said)
    if binding.state == CauseBinding.State.PROPOSED:
        steps.append({"title": "审定", "when": "待审定岗另一人", "state": "now"})
    return steps


def of_update(update: Revision) -> list[dict[str, Any]]:
    """Return the steps of an update of the catalogue, each with its reason."""
    said: dict[str, list[str]] = defaultdict(list)
    for one in update.said:
        said[one["act"]].append(one["reason"])
    return _steps(update, said)


def of_merging(merging: Merging) -> list[dict[str, Any]]:
    """Return the steps of a merging, each with its reason, and the one it waits for."""
    said = {
        "merging.propose": [merging.reason],
        "merging.tell_apart": [merging.reason],
        "merging.merge": [merging.decision],
        "merging.refuse": [merging.decision],
        "merging.propose_undoing": [merging.undoing],
        "merging.undo": [merging.undoing_decision],
        "merging.keep": [merging.undoing_decision],
    }
    steps = _steps(merging, said)
    if merging.state in (Merging.State.PROPOSED, Merging.State.UNDOING):
        steps.append({"title": "审定", "when": "待另一人", "state": "now"})
    return steps


def of_draft(draft: Draft) -> list[dict[str, Any]]:
    """Return the steps of a draft, the first first: each text with why it was written."""
    said: dict[str, list[str]] = defaultdict(list)
    for opinion in draft.opinions:
        said[opinion["act"]].append(opinion["reason"])
    for version in draft.versions.order_by("number"):
        restored = version.why.startswith("恢复第 ")
        act = "draft.make" if version.number == 1 else "draft.change"
        said["draft.restore" if restored else act].append(version.why)
    return _steps(draft, said)


def _steps(thing: models.Model, said: Mapping[str, Iterable[str]]) -> list[dict[str, Any]]:
    """Return the acts upon a thing; the n-th act of a kind has the n-th reason of that kind.

    The ledger holds digests only: the reasons come from the thing itself, which keeps them.
    """
    reasons = {act: iter(texts) for act, texts in said.items()}
    kind = thing._meta.label_lower
    entries = AuditEntry.objects.filter(target_kind=kind, target_id=str(thing.pk), act__in=ACTS)
    return [
        {
            "title": row["title"],
            "by": " ".join(filter(None, (str(row["office"]), str(row["who"])))),
            "note": next(reasons.get(row["entry"].act, iter(())), ""),
            "when": row["entry"].at,
            "state": "done",
        }
        for row in map(dict[str, Any], readable(entries.order_by("id")))
    ]

from xinlu.collection.models.batches import Batch, PreviewRow, Refusal
from xinlu.collection.models.corrections import Correction
from xinlu.collection.models.decisions import Decision, Reminder, Tally
from xinlu.collection.models.qualities import Quality, QualityPart, Sample, SampledRow
from xinlu.collection.models.records import Record
from xinlu.collection.models.retention import RetentionOrder, Tombstone
from xinlu.collection.models.suspicions import Statement, Suspicion

__all__ = [
    "Batch",
    "Correction",
    "Decision",
    "PreviewRow",
    "Quality",
    "QualityPart",
    "Record",
    "Refusal",
    "Reminder",
    "RetentionOrder",
    "Sample",
    "SampledRow",
    "Statement",
    "Suspicion",
    "Tally",
    "Tombstone",
]

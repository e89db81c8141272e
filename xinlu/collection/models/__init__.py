from xinlu.collection.models.batches import Batch, PreviewRow, Refusal
from xinlu.collection.models.records import Record

__all__ = ["Batch", "PreviewRow", "Record", "Refusal"]

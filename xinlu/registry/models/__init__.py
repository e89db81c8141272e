from xinlu.registry.models.links import ContractSection, Link, Opening, Representation
from xinlu.registry.models.mergings import Merging, MergingQuerySet
from xinlu.registry.models.stated import Discrepancy, DiscrepancyQuerySet, Source, StatedValue
from xinlu.registry.models.subjects import FormerName, Identifier, SearchGram, Subject

__all__ = [
    "ContractSection",
    "Discrepancy",
    "DiscrepancyQuerySet",
    "FormerName",
    "Identifier",
    "Link",
    "Merging",
    "MergingQuerySet",
    "Opening",
    "Representation",
    "SearchGram",
    "Source",
    "StatedValue",
    "Subject",
]

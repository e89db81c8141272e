from xinlu.registry.models.links import ContractSection, Link, Opening, Representation
from xinlu.registry.models.mergings import Merging, MergingQuerySet
from xinlu.registry.models.subjects import FormerName, Identifier, SearchGram, Subject

__all__ = [
    "ContractSection",
    "FormerName",
    "Identifier",
    "Link",
    "Merging",
    "MergingQuerySet",
    "Opening",
    "Representation",
    "SearchGram",
    "Subject",
]

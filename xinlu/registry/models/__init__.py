from xinlu.registry.models.links import ContractSection, Link, Opening, Representation
from xinlu.registry.models.subjects import Identifier, SearchGram, Subject

__all__ = [
    "ContractSection",
    "Identifier",
    "Link",
    "Opening",
    "Representation",
    "SearchGram",
    "Subject",
]

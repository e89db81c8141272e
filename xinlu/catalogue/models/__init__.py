"""The tables of the catalogue: information that may be collected, and regulations."""

from xinlu.catalogue.models.information import CatalogueEdition, CatalogueItem
from xinlu.catalogue.models.regulations import Clause, Regulation, RegulationChange

__all__ = ["CatalogueEdition", "CatalogueItem", "Clause", "Regulation", "RegulationChange"]

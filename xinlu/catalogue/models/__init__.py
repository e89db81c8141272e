"""The tables of the catalogue: information, measures, their yearly update, and regulations."""

from xinlu.catalogue.models.information import CatalogueEdition, CatalogueItem, SanctionMeasure
from xinlu.catalogue.models.regulations import Clause, Regulation, RegulationChange
from xinlu.catalogue.models.revisions import Opinion, Revision

__all__ = [
    "CatalogueEdition",
    "CatalogueItem",
    "Clause",
    "Opinion",
    "Regulation",
    "RegulationChange",
    "Revision",
    "SanctionMeasure",
]

"""What others may ask of the catalogue."""

from datetime import date

from django.db.models import QuerySet

from xinlu.catalogue.models import CatalogueItem


def items_in_force(on: date) -> QuerySet[CatalogueItem]:
    """Return the items of all editions in force on the day `on`, national ones and supplements."""
    return CatalogueItem.objects.in_force(on).select_related("edition")


def title_of(code: str) -> str:
    """Return the title of the item with this code in the newest edition that has it."""
    item = CatalogueItem.objects.filter(code=code).order_by("-edition__since").first()
    return item.title if item else code


def item_for(template_code: str, on: date) -> CatalogueItem | None:
    """Return the item under which files of a template may be collected on the day `on`.

    None means that no catalogue in force provides for it, so that nothing may be collected.
    """
    newest = items_in_force(on).order_by("-edition__since", "order")
    return next((item for item in newest if template_code in item.templates), None)

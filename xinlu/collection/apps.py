from django.apps import AppConfig


class CollectionConfig(AppConfig):
    """归集."""

    name = "xinlu.collection"
    label = "collection"
    verbose_name = "归集"

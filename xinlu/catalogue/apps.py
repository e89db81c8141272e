from django.apps import AppConfig


class CatalogueConfig(AppConfig):
    """目录."""

    name = "xinlu.catalogue"
    label = "catalogue"
    verbose_name = "目录"

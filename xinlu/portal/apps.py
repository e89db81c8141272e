from django.apps import AppConfig


class PortalConfig(AppConfig):
    """门户."""

    name = "xinlu.portal"
    label = "portal"
    verbose_name = "门户"

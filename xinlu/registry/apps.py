from django.apps import AppConfig


class RegistryConfig(AppConfig):
    """信用主体."""

    name = "xinlu.registry"
    label = "registry"
    verbose_name = "信用主体"

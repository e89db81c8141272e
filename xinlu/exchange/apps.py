"""The app of what crosses the wall (共享交换)."""

from django.apps import AppConfig


class ExchangeConfig(AppConfig):
    """Rows and files that other systems send without a person at the screen."""

    name = "xinlu.exchange"
    label = "exchange"
    verbose_name = "共享交换"

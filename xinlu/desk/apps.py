from django.apps import AppConfig


class DeskConfig(AppConfig):
    """工作台."""

    name = "xinlu.desk"
    label = "desk"
    verbose_name = "工作台"

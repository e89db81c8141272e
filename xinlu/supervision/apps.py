from django.apps import AppConfig


class SupervisionConfig(AppConfig):
    """分级分类监管."""

    name = "xinlu.supervision"
    label = "supervision"
    verbose_name = "分级分类监管"

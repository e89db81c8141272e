from django.apps import AppConfig


class EvaluationConfig(AppConfig):
    """信用评价."""

    name = "xinlu.evaluation"
    label = "evaluation"
    verbose_name = "信用评价"

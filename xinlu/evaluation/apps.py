from django.apps import AppConfig


class EvaluationConfig(AppConfig):
    """信用评价."""

    name = "xinlu.evaluation"
    label = "evaluation"
    verbose_name = "信用评价"

    def ready(self) -> None:
        """Let the records below know which of them are seen in published results."""
        from xinlu.evaluation import seen  # noqa: F401 - models are there only now

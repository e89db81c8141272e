from xinlu.supervision.models.alerts import Alert

__all__ = ["Alert"]

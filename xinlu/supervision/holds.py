"""Records that the risk watch still needs: those of subjects with an alert at hand."""

from datetime import date

from django.db.models import Q

from xinlu.collection.retention import hold
from xinlu.supervision.models import Alert


@hold("风险预警未办结")
def of_alerts(on: date) -> Q:
    """Return the records of subjects of whom an alert is open or taken."""
    at_hand = Alert.objects.filter(state__in=[Alert.State.OPEN, Alert.State.TAKEN])
    return Q(subject_id__in=at_hand.filter(subject__isnull=False).values("subject_id"))

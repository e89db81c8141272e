"""Records that an evaluation still needs: of runs under way, and of whoever is on a list."""

from datetime import date

from django.db.models import Q

from xinlu.collection.retention import hold
from xinlu.evaluation.models import Result, Run


@hold("评价办理中或在名单上")
def of_results(on: date) -> Q:
    """Return the records of subjects with a result under way, or with one that lists them."""
    under_way = Q(run__state__in=[Run.State.TRIAL, Run.State.PROPOSED, Run.State.PUBLICISED])
    listed = Q(run__state=Run.State.ANNOUNCED, candidate_since__isnull=False)
    return Q(subject_id__in=Result.objects.filter(under_way | listed).values("subject_id"))

"""Records on which a published result rests: they are seen outside in it."""

from django.db.models import QuerySet

from xinlu.collection import publication
from xinlu.collection.models import Record
from xinlu.evaluation.models import Result, Run


def published_results(record: Record) -> QuerySet[Result]:
    """Return the published results of the record's subject that may rest on the record.

    Those are they that were asked for after the record came, as of a day that it lies before.
    """
    results = Result.objects.filter(
        subject__in=record.subject.standing.family(),
        run__state__in=[Run.State.PUBLICISED, Run.State.ANNOUNCED],
        run__asked_at__gte=record.received_at,
    )
    if record.happened_on is not None:
        results = results.filter(run__on__gte=record.happened_on)
    return results


def in_a_published_result(record: Record) -> bool:
    """Say whether a published result may rest on the record."""
    return published_results(record).exists()


publication.add(in_a_published_result)

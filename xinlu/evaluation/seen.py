"""Records on which a published result rests: they are seen outside in it."""

from xinlu.collection import publication
from xinlu.collection.models import Record
from xinlu.evaluation.models import Result, Run


def in_a_published_result(record: Record) -> bool:
    """Say whether the record's subject has a published result that may rest on the record.

    That is one that was asked for after the record came, as of a day that it lies before.
    """
    results = Result.objects.filter(
        subject__in=record.subject.standing.family(),
        run__state__in=[Run.State.PUBLICISED, Run.State.ANNOUNCED],
        run__asked_at__gte=record.received_at,
    )
    if record.happened_on is not None:
        results = results.filter(run__on__gte=record.happened_on)
    return results.exists()


publication.add(in_a_published_result)

"""By which number a subject is called in a list: as it was sent, in clear or masked."""

from collections.abc import Sequence

from xinlu.registry import sealing
from xinlu.registry.models import Identifier, Subject


def numbers_of(subjects: Sequence[Subject], scheme: str) -> dict[int, tuple[str, str]]:
    """Return each subject's (scheme, number) by id, numbers of persons in clear.

    Whoever shows them must log the opening. `scheme` is `code` for what subjects are called in
    public, or a scheme of identifiers; a licence that equals the resident number may be known
    under that alone.
    """
    if scheme == "code":
        return {subject.pk: (scheme, subject.code) for subject in subjects}
    order = (scheme, *(other for other in sealing.PERSON_SCHEMES if other != scheme))
    held = Identifier.objects.filter(subject__in=subjects, scheme__in=order, until__isnull=True)
    best: dict[int, Identifier] = {}
    for identifier in held.order_by("id"):
        known = best.get(identifier.subject_id)
        if known is None or order.index(identifier.scheme) < order.index(known.scheme):
            best[identifier.subject_id] = identifier
    return {pk: (one.scheme, sealing.unseal(one)) for pk, one in best.items()}

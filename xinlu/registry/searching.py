"""Search for subjects by part of a name, pinyin initials, code or plate."""

from collections.abc import Iterable, Mapping

from django.db.models import Exists, OuterRef, Q, QuerySet

from xinlu.kernel import identifiers
from xinlu.kernel.identifiers import IdentifierError
from xinlu.kernel.text import bigrams, compact, initials, search_bigrams, searchable
from xinlu.registry import sealing
from xinlu.registry.grams import START, keys_of
from xinlu.registry.models import FormerName, Identifier, SearchGram, Subject

#: With more candidates than this not all are ranked: those that begin with the query come first.
CANDIDATES = 2000
_NO_MATCH = 9
_PUBLIC_SCHEMES = tuple(sorted(set(Identifier.Scheme.values) - Identifier.SECRET))
_COLOURS = tuple(identifiers.PLATE_COLOUR_CODES)


def search(query: str, *, officer: bool, kind: str | None, limit: int) -> list[Subject]:
    """Return the subjects that `query` may mean, best first; see `selectors.find`."""
    subjects = Subject.objects.registered()
    if not officer:
        subjects = subjects.exclude(kind=Subject.Kind.PERSON)
    if kind:
        subjects = subjects.filter(kind=kind)
    subjects = subjects.select_related("home_place", "survivor__home_place")
    if by_number := list(subjects.filter(pk__in=_of_numbers(query, officer=officer))[:limit]):
        return _standing(by_number)
    return _standing(_by_name(subjects, query, limit))


def _standing(found: Iterable[Subject]) -> list[Subject]:
    """Return who stands for those found, each once, in the order in which they were found."""
    return list({one.standing.pk: one.standing for one in found}.values())


def _of_numbers(query: str, *, officer: bool) -> set[int]:
    """Return ids of subjects known by the number that `query` may be."""
    text = compact(query).upper()
    if not 5 <= len(text) <= 64 or not any(map(str.isdigit, text)):
        return set()
    wanted = Q(scheme__in=_PUBLIC_SCHEMES, lookup__in=[text, *_plates(text)])
    if officer:
        wanted |= Q(
            scheme__in=sealing.PERSON_SCHEMES, lookup=sealing.lookup_of("resident-id", text)
        ) | Q(scheme="other-id", lookup=sealing.lookup_of("other-id", text))
    found = Identifier.objects.filter(wanted, until__isnull=True)
    return set(found.values_list("subject_id", flat=True)[:50])


def _plates(text: str) -> list[str]:
    """Return `plate/colour` for a plate with its colour, or with every colour if it has none."""
    number, _, colour = text.partition("/")
    if not colour and len(text) > 8:
        number = text[:8] if text[7:8].isascii() else text[:7]
        colour = text[len(number) :]
    try:
        number = identifiers.plate(number)
        colours = [identifiers.plate_colour(colour)] if colour else _COLOURS
    except IdentifierError:
        return []
    return [f"{number}/{each}" for each in colours]


def _by_name(subjects: QuerySet[Subject], query: str, limit: int) -> list[Subject]:
    """Return subjects whose name contains the query, or whose initials do."""
    text, keys = searchable(query), keys_of(query)
    if not keys:
        return list(subjects.filter(name__contains=text).order_by("pk")[:limit]) if text else []
    counts = {key: _count(key) for key in keys}
    if not min(counts.values()):
        return []
    rarest, *others = sorted(keys, key=lambda key: counts[key])
    holding = subjects.filter(searchgram__gram=rarest)
    for key in others:
        holding = holding.filter(_has(key))
    pairs = holding.order_by().values_list("pk", "name")
    if counts[rarest] <= CANDIDATES:
        names = dict(pairs)
    else:
        names = dict(pairs.filter(_has(START + text[0]))[:limit])
        if len(names) < limit:
            names |= dict(pairs[:limit])
    ranked = _ranked(names, text)
    if len(ranked) < limit:
        ranked += _by_former_name(set(names) - {pk for *_, pk in ranked}, text)
    chosen = [pk for _, _, _, pk in ranked[:limit]]
    found = subjects.in_bulk(chosen)
    return [found[pk] for pk in chosen]


def _count(key: str) -> int:
    """Return how many names hold the key, counted no further than needed to call it common."""
    return SearchGram.objects.filter(gram=key)[: CANDIDATES + 1].count()


def _has(key: str) -> Exists:
    """Ask that a subject's name holds the key."""
    return Exists(SearchGram.objects.filter(gram=key, subject=OuterRef("pk")))


def _ranked(names: Mapping[int, str], text: str) -> list[tuple[int, int, str, int]]:
    """Return (rank, length, name, id) of the names that match, best first."""
    ranked = [(_rank(name, text), len(name), name, pk) for pk, name in names.items()]
    return sorted(row for row in ranked if row[0] < _NO_MATCH)


def _by_former_name(subjects: set[int], text: str) -> list[tuple[int, int, str, int]]:
    """Return those of the subjects that bore a matching name before, best first."""
    held = FormerName.objects.filter(subject__in=list(subjects)[:CANDIDATES])
    best: dict[int, tuple[int, int, str, int]] = {}
    for pk, name in held.values_list("subject_id", "name"):
        for row in _ranked({pk: name}, text):
            best[pk] = min(row, best.get(pk, row))
    return sorted(best.values())


def _rank(name: str, text: str) -> int:
    """Return 0 for the same name, 1 for one that begins with `text`, 2 for one that contains it."""
    whole = searchable(name)
    forms = (whole, initials(name)) if text.isascii() else (whole,)
    if text in forms:
        return 0
    if any(form.startswith(text) for form in forms):
        return 1
    if any(text in form for form in forms):
        return 2
    # A character with two readings: the pieces of initials tell what `initials` alone cannot.
    return 3 if text.isascii() and search_bigrams(text) <= bigrams(name) else _NO_MATCH

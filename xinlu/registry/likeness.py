"""Which subjects may be one and the same (疑似同一主体), found by rule and decided by people."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations

from django.db.models import Count, F, QuerySet
from django.db.models.functions import Substr

from xinlu.accounts.actors import Actor
from xinlu.registry.models import FormerName, Merging, Subject

#: Groups of one rule that are looked at; whoever works them off sees the next.
MOST = 200
#: More than so many of one name and place say nothing about any two of them.
_CROWD = 6
_TRADING = (Subject.Kind.FIRM, Subject.Kind.SOLE_TRADER)
RULES = {
    "same-name": "同名，归属地相同",
    "former-name": "现名是另一个主体的曾用名",
    "same-body": "代码的主体标识码（第 9 至 17 位）相同",
}


@dataclass(frozen=True, slots=True)
class Likely:
    """A pair that may be one subject: the later registered one, the other, and by which rule."""

    subject: Subject
    into: Subject
    rule: str

    @property
    def why(self) -> str:
        """Return the rule in words."""
        return RULES[self.rule]


def likely(actor: Actor) -> list[Likely]:
    """Return the pairs within the actor's places that nobody has decided upon, each once.

    Persons are never likened by name: a name tells nothing about who somebody is.
    """
    mine = Subject.objects.visible_to(actor).filter(kind__in=_TRADING)
    decided = {
        frozenset(pair)
        for pair in Merging.objects.exclude(state=Merging.State.UNDONE).values_list(
            "subject_id", "into_id"
        )
    }
    found: list[Likely] = []
    for one, other, rule in _pairs(mine):
        if (pair := frozenset((one.pk, other.pk))) not in decided:
            decided.add(pair)
            first, later = sorted((one, other), key=lambda each: (each.registered_on, each.pk))
            found.append(Likely(later, first, rule))
    return found


def _pairs(mine: QuerySet[Subject]) -> Iterator[tuple[Subject, Subject, str]]:
    yield from _alike(mine.exclude(name="").exclude(home_place=None), ("name", "home_place_id"))
    yield from _renamed(mine)
    bodies = mine.filter(code__regex=r"^[0-9A-Z]{18}$").annotate(body=Substr("code", 9, 9))
    for one, other, _ in _alike(bodies, ("body",)):
        yield one, other, "same-body"


def _alike(
    rows: QuerySet[Subject], keys: tuple[str, ...]
) -> Iterator[tuple[Subject, Subject, str]]:
    """Yield the pairs of subjects that agree in all `keys`."""
    groups = rows.order_by(*keys).values(*keys).annotate(count=Count("pk"))
    for group in groups.filter(count__gt=1, count__lte=_CROWD)[:MOST]:
        same = rows.filter(**{key: group[key] for key in keys}).order_by("pk")
        for one, other in combinations(same.select_related("home_place"), 2):
            yield one, other, "same-name"


def _renamed(mine: QuerySet[Subject]) -> Iterator[tuple[Subject, Subject, str]]:
    """Yield who bears a name that another one bore before."""
    held = FormerName.objects.filter(subject__in=mine).select_related("subject__home_place")
    bearing = mine.filter(name__in=held.values("name")).select_related("home_place")[:MOST]
    by_name: dict[str, list[Subject]] = {}
    for one in bearing:
        by_name.setdefault(one.name, []).append(one)
    for former in held.filter(name__in=by_name).exclude(subject__name=F("name")):
        for one in by_name[former.name]:
            if one.pk != former.subject_id:
                yield one, former.subject, "former-name"

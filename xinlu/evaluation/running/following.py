"""Going on from announcement to announcement, each once and none missed."""

from collections import defaultdict
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils.timezone import localdate

from xinlu.accounts.models import Announcement
from xinlu.evaluation.models import Following
from xinlu.evaluation.running import changes, refreshing
from xinlu.evaluation.running.changes import Touched
from xinlu.evaluation.running.refreshing import Cause, Why

#: The name under which is kept how far the running results have followed.
NAME = "running"
#: Announcements of one look.
AT_ONCE = 500
#: How long an id that was given and not seen is looked for; a rolled back act never comes.
PATIENCE = timedelta(minutes=30)


def follow(now: datetime) -> int:
    """Judge anew whoever the next announcements touch; return how many announcements there were.

    What was judged before a crash is judged again and found the same: nothing is told twice.
    """
    place = Following.objects.filter(name=NAME).first() or _begin(now)
    told = _next(place)
    _judge(told, now)
    _go_on(place, told, now)
    return len(told)


def follow_all(now: datetime) -> int:
    """Follow until nothing is left; return how many announcements there were."""
    count = 0
    while found := follow(now):
        count += found
    return count


def _begin(now: datetime) -> Following:
    """Judge everybody once; follow what was announced since the judging began, or was under way."""
    latest = Announcement.objects.order_by("pk").values_list("pk", flat=True)
    seen = list(latest.reverse()[:AT_ONCE])
    for edition in refreshing.in_force(localdate(now)):
        refreshing.refresh_scheme(edition.scheme, Why(Cause.FIRST, localdate(now), now))
    missing = sorted(set(range(seen[-1], seen[0])) - set(seen)) if seen else []
    place, _ = Following.objects.get_or_create(
        name=NAME,
        defaults={
            "position": seen[0] if seen else 0,
            "gaps": {str(pk): now.isoformat() for pk in missing},
        },
    )
    return place


def _next(place: Following) -> list[Announcement]:
    """Return the next announcements: behind the position, or late ones among the gaps."""
    late = [int(pk) for pk in place.gaps]
    rows = Announcement.objects.filter(Q(pk__gt=place.position) | Q(pk__in=late))
    return list(rows.order_by("pk")[:AT_ONCE])


def _judge(told: list[Announcement], now: datetime) -> None:
    """Judge whoever is touched; of several causes of one subject the last one is told."""
    on = localdate(now)
    last: dict[int, Touched] = {}
    templates: dict[int, set[str]] = defaultdict(set)
    for one in told:
        for touched in changes.touched(one):
            if touched.scheme:
                refreshing.refresh_scheme(touched.scheme, _why(touched, now))
                continue
            for pk in refreshing.concerned(touched.subjects):
                last[pk] = touched
                templates[pk].add(touched.template)
    groups: dict[tuple[Why, frozenset[str]], list[int]] = defaultdict(list)
    for pk, touched in last.items():
        groups[_why(touched, now), frozenset(templates[pk])].append(pk)
    for (why, told_of), subjects in groups.items():
        for part in refreshing.in_parts(subjects):
            for edition in refreshing.reading(on, part, told_of):
                refreshing.refresh(edition, part, why)


def _why(touched: Touched, now: datetime) -> Why:
    return Why(touched.cause, localdate(now), now, touched.announcement)


@transaction.atomic
def _go_on(place: Following, told: list[Announcement], now: datetime) -> None:
    """Keep how far it went, and which ids below were not seen."""
    if not told:
        return
    held = Following.objects.select_for_update().get(pk=place.pk)
    seen = {one.pk for one in told}
    end = max(held.position, *seen)
    missing = set(range(held.position + 1, end + 1)) - seen
    since = {pk: at for pk, at in held.gaps.items() if int(pk) not in seen}
    since |= {str(pk): now.isoformat() for pk in missing}
    oldest = now - PATIENCE
    held.gaps = {pk: at for pk, at in since.items() if datetime.fromisoformat(at) > oldest}
    held.position = end
    held.save(update_fields=["position", "gaps"])

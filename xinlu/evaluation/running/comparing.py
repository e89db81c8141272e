"""Every night all is evaluated anew: whoever comes out otherwise was missed, and is an alarm."""

from collections.abc import Collection
from datetime import date, datetime

from django.utils.timezone import localdate, localtime

from xinlu.evaluation.models import Edition, Following, RunningDifference, RunningResult
from xinlu.evaluation.running import refreshing
from xinlu.evaluation.running.following import follow_all
from xinlu.evaluation.running.refreshing import Cause, Why

#: Under which name is kept the last day (as an ordinal) on which all was compared.
NAME = "compared"
#: From which hour on a day's comparing may begin.
HOUR = 2


def is_due(now: datetime) -> bool:
    """Say whether the night's comparing has still to be done."""
    today = localdate(now).toordinal()
    held = Following.objects.filter(name=NAME).first()
    return localtime(now).hour >= HOUR and (held is None or held.position < today)


def compare(now: datetime) -> int:
    """Evaluate everybody as of the day of the running results; return how many differ.

    A difference is kept as an alarm and put right. Then all are brought to today: what changes by
    that alone is no difference.
    """
    follow_all(now)
    count = 0
    for edition in refreshing.in_force(localdate(now)):
        for part in refreshing.everybody(edition, localdate(now)):
            count += _compared(edition, part, now)
            refreshing.refresh(edition, part, Why(Cause.TIME, localdate(now), now))
    done = {"position": localdate(now).toordinal()}
    Following.objects.update_or_create(name=NAME, defaults=done)
    return count


def _compared(edition: Edition, subjects: Collection[int], now: datetime) -> int:
    """Compare a part; one that differs is looked at again when all announcements are followed."""
    suspects = _differing(edition, subjects, now)
    if not suspects:
        return 0
    follow_all(now)
    found = _differing(edition, list(suspects), now)
    RunningDifference.objects.bulk_create(
        RunningDifference(
            subject_id=pk, scheme=edition.scheme, on=day, found_at=now, running=said, full=full
        )
        for pk, (day, said, full) in found.items()
    )
    return len(found)


def _differing(
    edition: Edition, subjects: Collection[int], now: datetime
) -> dict[int, tuple[date, str, str]]:
    """Return whose running result, by the edition still in force, is not what is found now."""
    rows = RunningResult.objects.filter(
        edition=edition, subject_id__in=subjects, scheme=edition.scheme
    )
    held: dict[date, dict[int, RunningResult]] = {}
    for row in rows:
        held.setdefault(row.on, {})[row.subject_id] = row
    differing = {}
    for day, of_day in held.items():
        why = Why(Cause.TIME, day, now)
        verdicts = refreshing.verdicts(refreshing.standard_of(edition), list(of_day), day)
        full = {each.subject.pk: refreshing.row_of(edition, each, why) for each in verdicts}
        for pk, row in of_day.items():
            other = full.get(pk)
            if other is None or other.digest != row.digest:
                differing[pk] = (day, _told(row), _told(other))
    if held:
        latest = max(held)
        standard = refreshing.standard_of(edition)
        lacking = set(subjects) - {
            row.subject_id for of_day in held.values() for row in of_day.values()
        }
        why = Why(Cause.TIME, latest, now)
        for each in refreshing.verdicts(standard, lacking, latest):
            other = refreshing.row_of(edition, each, why)
            differing[each.subject.pk] = (latest, _told(None), _told(other))
    return differing


def _told(row: RunningResult | None) -> str:
    """Return a result in short: score and grade, or why there is none."""
    if row is None:
        return "—"
    return f"{row.score_text} {row.grade} {row.no_result} #{row.digest[:8]}".strip()

"""Bans that are in force on the day: a line for each, and when the subject is free again."""

from datetime import date

from xinlu.rules.values import Values
from xinlu.rules.verdict import Reason


def ban_lines(values: Values) -> tuple[list[Reason], date | None, list[str]]:
    """Return a line for each ban in force, the day that is free again, and what they rest on."""
    lines: list[Reason] = []
    leans: list[str] = []
    ends: list[date] = []
    for name, ban in values.rulebook.bans.items():
        end = values.banned_until(name)
        if end is None:
            continue
        params = {"until": end, "name": name}
        keys = tuple(h.event.key for h in values.sifted.ever if h.item.code in ban.items)
        lines.append(Reason(name, ban.title, ban.basis, "ban", events=keys, params=params))
        leans += ban.leans_on
        ends.append(end)
    return lines, max(ends, default=None), leans

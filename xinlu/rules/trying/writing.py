"""Facts written down as answers, so that a case of a rulebook can be opened and changed."""

from collections.abc import Iterator, Mapping
from datetime import date
from fractions import Fraction

from xinlu.rules.cycles import year_of
from xinlu.rules.facts import Event, Facts, Given, Link, Unit
from xinlu.rules.numbers import decimal_text, finite_places
from xinlu.rules.trying.answers import MOST_ROWS, NUMBER, tidy
from xinlu.rules.trying.asked import Asked


class Unwritable(ValueError):
    """The facts say something that no answer can, as a quantity of several days."""


def written_down(asked: Asked, facts: Facts) -> dict[str, str]:
    """Return the answers that say these facts; raises `Unwritable` where answers cannot."""
    if facts.period is not None:
        raise Unwritable("a period of its own")
    found = {"on": facts.on.isoformat()}
    found |= {f"d.{name}": day.isoformat() for name, day in facts.dates.items()}
    found |= quantities("", facts.quantities)
    if "grade" in facts.prior:
        found["prior"] = facts.prior["grade"]
    keys: dict[tuple[str, str], int] = {}
    for number, unit in enumerate(facts.units, 1):
        keys[unit.kind, unit.key] = number
        found |= unit_row(f"u{number}", unit)
    for kind, key in unlisted(asked, facts, keys):
        keys[kind, key] = len(keys) + 1
        found[f"u{keys[kind, key]}.kind"] = kind
    for number, event in enumerate(facts.events, 1):
        found |= event_row(f"e{number}", event, unit_number(asked, event, keys))
    found |= earlier(asked, facts)
    for number, link in enumerate(facts.links, 1):
        found |= link_row(asked, f"l{number}", link, facts.on)
    filled = {key: text for key, text in found.items() if text}
    counts = {"u": len(keys), "e": len(facts.events), "l": len(facts.links)}
    too_many = any(count > MOST_ROWS[letter] for letter, count in counts.items())
    if too_many or tidy(filled) != filled:
        raise Unwritable("more or longer answers than may be")
    return filled


def unlisted(
    asked: Asked, facts: Facts, keys: Mapping[tuple[str, str], int]
) -> Iterator[tuple[str, str]]:
    """Yield the units that are known only from a record of them."""
    found: dict[tuple[str, str], None] = {}
    for event in facts.events:
        about = asked.records.get(event.code)
        if event.unit and about and about.kind and (about.kind, event.unit) not in keys:
            found[about.kind, event.unit] = None
    yield from found


def number(value: Fraction | None) -> str:
    """Return a number as it is typed."""
    if value is None:
        return ""
    text = decimal_text(value) if finite_places(value) is not None else ""
    if not NUMBER.fullmatch(text):
        raise Unwritable(f"the number {value}")
    return text


def quantities(prefix: str, held: Mapping[str, Given]) -> dict[str, str]:
    """Return quantities as answers."""
    found = {}
    for name, given in held.items():
        if isinstance(given, Mapping):
            raise Unwritable("a quantity of several days")
        found[f"{prefix}q.{name}"] = given if isinstance(given, str) else number(given)
    return found


def day(value: date | None) -> str:
    """Return a day as it is typed."""
    return value.isoformat() if value else ""


def unit_row(row: str, unit: Unit) -> dict[str, str]:
    """Return a unit as answers."""
    said = {
        f"{row}.kind": unit.kind,
        f"{row}.weight": number(unit.weight),
        f"{row}.place": unit.place,
        f"{row}.on": day(unit.on),
    }
    return said | quantities(f"{row}.", unit.quantities)


def unit_number(asked: Asked, event: Event, keys: Mapping[tuple[str, str], int]) -> int | None:
    """Return the row of the unit in which a record stands, None where it stands in none."""
    about = asked.records.get(event.code)
    if event.unit is None or about is None or not about.unit:
        return None
    kinds = [about.kind] if about.kind else list(asked.units)
    found = [keys[kind, event.unit] for kind in kinds if (kind, event.unit) in keys]
    if not found:
        raise Unwritable("a record of a unit that is not there")
    return found[0]


def event_row(row: str, event: Event, unit: int | None) -> dict[str, str]:
    """Return a record as answers; `unit` is the row of its unit."""
    if not event.effective:
        raise Unwritable("a record that was annulled")
    return {
        f"{row}.item": event.code,
        f"{row}.unit": f"u{unit}" if unit is not None else "",
        f"{row}.points": number(event.points),
        f"{row}.times": number(event.times),
        f"{row}.on": day(event.on),
        f"{row}.until": day(event.until),
        f"{row}.number": event.number or "",
        f"{row}.act": event.act or "",
        f"{row}.place": event.place,
    }


def earlier(asked: Asked, facts: Facts) -> dict[str, str]:
    """Return earlier results as answers."""
    year = year_of(None, facts.on)
    known = {(each.scheme, each.back) for each in asked.results}
    found = {}
    for result in facts.results:
        place = (result.scheme, year - result.year)
        if place not in known and result.year < year and result.scheme == "own":
            raise Unwritable("a result of a year that is not asked about")
        found[f"r.{result.scheme}.{place[1]}"] = result.grade or ""
        found[f"s.{result.scheme}.{place[1]}"] = number(result.score)
    return found


def link_row(asked: Asked, row: str, link: Link, on: date) -> dict[str, str]:
    """Return a linked subject as answers."""
    year = year_of(None, on)
    for place, about in enumerate(asked.links):
        if about.relation != link.relation:
            continue
        held = [each for each in link.results if each.scheme == about.scheme]
        if len(held) > 1 or any(each.year != year for each in held):
            raise Unwritable("a linked subject with results of other years")
        said = {f"{row}.of": str(place), f"{row}.count": "1"}
        if held:
            said |= {f"{row}.grade": held[0].grade or "", f"{row}.score": number(held[0].score)}
        return said
    raise Unwritable("a relation that is not read")

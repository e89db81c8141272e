"""Places, lines of business and authorities from the jurisdiction's files."""

from collections.abc import Iterator
from typing import Any

from xinlu.accounts import jurisdictions
from xinlu.accounts.models import Authority, Line, Place
from xinlu.accounts.seeding import Seeded, put, seeder
from xinlu.kernel.yaml_files import read_yaml

RANKS = {"nation": 0, "city": 1, "county": 2}
#: What a row of a file may say; another word is a slip of the pen.
PLACE_WORDS = frozenset(
    {"code", "name", "short", "level", "parent", "since", "until", "is_division", "successor"}
    | {"verified", "map"}
)
AUTHORITY_WORDS = frozenset(
    {"code", "name", "short", "place", "parent", "lines", "partner", "credit_code"}
    | {"since", "until", "verified"}
)


class SeedUnreadable(ValueError):
    """A seed file holds a row that cannot be right; the sentence names file, row and mend."""


def rows(kind: str, words: frozenset[str]) -> Iterator[dict[str, Any]]:
    """Yield the rows of all files of a kind, each with its file's `defaults`."""
    for path in jurisdictions.files(kind):
        said = read_yaml(path)
        listed = said.get(kind) or []
        if "each" in said:
            listed = [*listed, *for_each_county(said["each"])]
        for row in listed:
            merged = {**said.get("defaults", {}), **row}
            if unknown := set(merged) - words:
                raise SeedUnreadable(
                    f"{path}: {merged.get('code')} says {', '.join(sorted(unknown))}, which no row "
                    f"of {kind} knows. Known words: {', '.join(sorted(words))}."
                )
            yield merged


def for_each_county(pattern: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield a row for each county `within` a place, its words filled from code, name and short."""
    counties = Place.objects.filter(parent__code=pattern["within"], level=Place.Level.COUNTY)
    for place in counties:
        words = {"code": place.code, "name": place.name, "short": place.short_name}
        row: dict[str, Any] = {"place": place.code, "since": place.since, "until": place.until}
        for key, value in pattern.items():
            if key != "within":
                row[key] = value.format(**words) if isinstance(value, str) else value
        yield row


@seeder(10, "行政区划")
def places() -> Seeded:
    """Bring places in, those above before those within; then who took over whose files."""
    found = list(rows("places", PLACE_WORDS))
    found.sort(key=lambda row: RANKS[row.get("level", "county")])
    ids: dict[str | None, int | None] = {None: None}
    done = Seeded()
    for row in found:
        place, seeded = put(Place, {"code": row["code"]}, place_values(row, ids))
        ids[place.code] = place.pk
        done += seeded
    for row in found:
        successor = {"successor_id": ids[row.get("successor")]}
        _, seeded = put(Place, {"code": row["code"]}, successor)
        done += Seeded(changed=seeded.changed)
    return done


def place_values(row: dict[str, Any], ids: dict[str | None, int | None]) -> dict[str, object]:
    """Return a place's fields as its row says; `ids` are those of the places above."""
    map_row, map_column = row.get("map") or (None, None)
    return {
        "name": row["name"],
        "short_name": row.get("short", row["name"]),
        "level": row.get("level", Place.Level.COUNTY),
        "parent_id": ids[row.get("parent")],
        "is_division": row.get("is_division", True),
        "verified": row.get("verified", True),
        "since": row.get("since"),
        "until": row.get("until"),
        "map_row": map_row,
        "map_column": map_column,
    }


@seeder(20, "条线")
def lines() -> Seeded:
    """Bring the lines of business in."""
    done = Seeded()
    for order, row in enumerate(rows("lines", frozenset({"code", "name"})), 1):
        _, seeded = put(Line, {"code": row["code"]}, {"name": row["name"], "order": order})
        done += seeded
    return done


@seeder(30, "机构")
def authorities() -> Seeded:
    """Bring authorities in, then who stands above whom, then their lines."""
    found = list(rows("authorities", AUTHORITY_WORDS))
    place_ids = dict(Place.objects.values_list("code", "pk"))
    line_ids = dict(Line.objects.values_list("code", "pk"))
    done = Seeded()
    for row in found:
        values = authority_values(row, place_ids)
        _, seeded = put(Authority, {"code": row["code"]}, values)
        done += seeded
    ids: dict[str | None, int | None] = {None: None}
    ids.update(Authority.objects.values_list("code", "pk"))
    for row in found:
        parent = {"parent_id": ids[row.get("parent")]}
        authority, seeded = put(Authority, {"code": row["code"]}, parent)
        wanted = {line_ids[code] for code in row.get("lines", [])}
        if wanted != set(authority.lines.values_list("pk", flat=True)):
            authority.lines.set(wanted)
            seeded = Seeded(changed=1)
        done += Seeded(changed=seeded.changed)
    return done


def authority_values(row: dict[str, Any], place_ids: dict[str, int]) -> dict[str, object]:
    """Return an authority's fields as its row says."""
    return {
        "name": row["name"],
        "short_name": row.get("short", row["name"]),
        "place_id": place_ids[row["place"]],
        "credit_code": row.get("credit_code", ""),
        "is_partner": row.get("partner", False),
        "verified": row.get("verified", True),
        "since": row.get("since"),
        "until": row.get("until"),
    }

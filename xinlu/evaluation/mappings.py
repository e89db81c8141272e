"""How records become facts (映射): which sheets and fields are units, events and earlier results.

A mapping is a data file beside the rulebooks, `mappings/<scheme>.yaml`; it is part of an edition's
text and so of its hash.
"""

from collections.abc import Mapping as Readable
from dataclasses import fields, replace
from pathlib import Path
from typing import Any, TypeVar

from xinlu.accounts import jurisdictions
from xinlu.evaluation import causes
from xinlu.evaluation.shapes import (
    CausesMap,
    EventMap,
    FieldMap,
    LinkMap,
    Mapping,
    PriorMap,
    QuantityMap,
    Sheet,
    UnitMap,
)
from xinlu.kernel.yaml_files import read_yaml

#: The template of the general ledger (信用评价台账（通用）), whose rows say their category.
LEDGER = "assessment"


class MappingError(ValueError):
    """A mapping cannot be read: which file, which key, and how to mend it."""


KEYS = (
    "scheme",
    "line",
    "years",
    "identifier",
    "population",
    "units",
    "events",
    "causes",
    "prior",
    "dates",
    "quantities",
    "results",
    "links",
    "words",
    "ledger",
)


def path_of(scheme: str) -> Path | None:
    """Return the nearest file that maps the scheme, or None."""
    return jurisdictions.find("mappings", f"{scheme}.yaml")


def load(scheme: str) -> Mapping:
    """Return the nearest mapping of the scheme; raises `MappingError` without one."""
    path = path_of(scheme)
    if path is None:
        raise MappingError(f"There is no mappings/{scheme}.yaml in any jurisdiction's folder.")
    return read(with_lines(read_yaml(path)), path)


def read(tree: Readable[str, Any], source: Path | str) -> Mapping:
    """Return the mapping that the plain data `tree` says."""
    unknown = set(tree) - set(KEYS)
    if unknown or "scheme" not in tree or "line" not in tree:
        raise MappingError(
            f"{source}: a mapping has the keys {', '.join(KEYS)}, of which scheme and line are "
            f"needed; unknown here: {', '.join(sorted(unknown)) or 'none'}."
        )
    said = {**tree}
    if "ledger" in said:
        said = with_ledger(said, str(said.pop("ledger")))
    prior = said.get("prior", {})
    past = prior.get("field")
    return Mapping(
        scheme=said["scheme"],
        line=said["line"],
        by_year=bool(said.get("years", False)),
        identifier=said.get("identifier", "code"),
        population=tuple(_shape(Sheet, one, source) for one in said.get("population", ())),
        units=tuple(_shape(UnitMap, one, source) for one in said.get("units", ())),
        events=tuple(_shape(EventMap, one, source) for one in said.get("events", ())),
        causes=_causes(said["causes"], source) if "causes" in said else None,
        prior=PriorMap(_shape(FieldMap, past, source) if past else None, bool(prior.get("own"))),
        dates={name: _shape(FieldMap, one, source) for name, one in said.get("dates", {}).items()},
        quantities=tuple(_shape(QuantityMap, one, source) for one in said.get("quantities", ())),
        results=tuple(said.get("results", ())),
        links=tuple(_link(one, source) for one in said.get("links", ())),
        words=dict(said.get("words", {})),
        tree=said,
    )


def with_ledger(said: Readable[str, Any], category: str) -> dict[str, Any]:
    """Return a mapping that also reads the rows of a category in the general ledger (通用台账)."""

    def sheet(name: str, /, **more: Any) -> dict[str, Any]:
        return {"template": LEDGER, "sheet": name, "where": {"category": category}, **more}

    read_there: dict[str, Any] = {
        "population": [sheet("subject")],
        "units": [
            sheet("unit", key="unit", kind_field="kind", weight="weight", day="day", place="place")
        ],
        "events": [
            sheet(
                "item",
                **{name: name for name in ("code", "points", "times", "unit", "act", "place")},
                until="until",
                title="remark",
            )
        ],
        "quantities": [sheet("quantity", name="name", value="value", unit="unit", day="day")],
    }
    merged = {**said}
    for key, shapes in read_there.items():
        merged[key] = [*said.get(key, ()), *shapes]
    prior = said.get("prior", {})
    merged["prior"] = {"field": sheet("subject", field="prior_grade"), "own": True, **prior}
    return merged


#: How the penalties of the data standard (双公示) are read, unless a mapping says otherwise.
PENALTIES = {
    "template": "penalty",
    "sheet": "penalty",
    "cause": "violation_type",
    "fine": "fine",
    "kinds": "penalty_kinds",
    "contested": "counts",
}


def with_lines(said: Readable[str, Any]) -> Readable[str, Any]:
    """Return a mapping with the lines of its table of causes: they are part of its text."""
    if "causes" not in said:
        return said
    told = said["causes"]
    told = {"table": told} if isinstance(told, str) else told
    return {**said, "causes": {**PENALTIES, **told, "lines": causes.load(told["table"])}}


def _causes(tree: Readable[str, Any], source: Path | str) -> CausesMap:
    mapped = _shape(CausesMap, tree, source)
    if mapped.contested not in ("counts", "waits"):
        raise MappingError(f"{source}: contested says counts or waits, not {mapped.contested}.")
    return replace(mapped, lines=causes.read(tree["lines"], f"{source}, {mapped.table}"))


def _link(tree: Readable[str, Any], source: Path | str) -> LinkMap:
    link = _shape(LinkMap, tree, source)
    return replace(link, schemes=tuple(link.schemes))


S = TypeVar("S")


def _shape(kind: type[S], tree: Readable[str, Any], source: Path | str) -> S:
    known = [each.name for each in fields(kind)]  # type: ignore[arg-type]
    unknown = set(tree) - set(known)
    if unknown:
        raise MappingError(
            f"{source}: {', '.join(sorted(unknown))} is not a key here; "
            f"known are {', '.join(known)}."
        )
    try:
        return kind(**tree)
    except TypeError as missing:
        raise MappingError(f"{source}: {dict(tree)} is incomplete: {missing}.") from None

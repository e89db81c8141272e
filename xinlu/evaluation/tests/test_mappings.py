import pytest

from xinlu.collection.templates import load_template
from xinlu.evaluation import mappings
from xinlu.evaluation.editions import rulebook_files
from xinlu.evaluation.mappings import EventMap, FieldMap, UnitMap
from xinlu.rules import read_rulebook

SCHEMES = ("highway-construction", "driver", "overload")


def named(shape) -> set[str]:
    match shape:
        case UnitMap():
            names = {shape.key, shape.weight}
        case EventMap():
            names = {shape.code, shape.points, shape.times, shape.unit, shape.title}
        case FieldMap():
            names = {shape.field}
        case _:
            names = set()
    return names - {""}


@pytest.mark.parametrize("scheme", SCHEMES)
def test_every_field_that_a_mapping_names_stands_in_its_template(scheme):
    mapping = mappings.load(scheme)
    shapes = [*mapping.population, *mapping.units, *mapping.events, *mapping.dates.values()]
    shapes += [mapping.prior.field] if mapping.prior.field else []

    for shape in shapes:
        sheets = {sheet.key: sheet for sheet in load_template(shape.template).sheets}
        assert shape.sheet in sheets
        assert named(shape) <= {field.key for field in sheets[shape.sheet].fields}


@pytest.mark.parametrize("path", list(rulebook_files()), ids=lambda path: path.parent.name)
def test_what_a_mapping_gives_is_what_its_rulebook_asks(path):
    rulebook = read_rulebook(path)
    mapping = mappings.load(rulebook.scheme)

    kinds = {unit.kind for unit in mapping.units} | {
        event.makes_unit for event in mapping.events if event.makes_unit
    }
    items = {event.item for event in mapping.events if event.item}

    assert kinds == {c.unit for c in rulebook.components.values() if c.unit}
    assert items <= set(rulebook.items)
    assert set(mapping.dates) >= ({rulebook.cycle.of} - {"", None})
    assert mapping.by_year == (rulebook.period == "calendar-year")

import pytest

from xinlu.collection.templates import load_template
from xinlu.evaluation import mappings
from xinlu.evaluation.editions import rulebook_files
from xinlu.evaluation.mappings import LEDGER, MappingError
from xinlu.evaluation.shapes import CausesMap, EventMap, FieldMap, QuantityMap, UnitMap
from xinlu.rules import read_rulebook

RULEBOOKS = [pytest.param(path, id=f"{path.parent.name} {path.stem}") for path in rulebook_files()]
SCHEMES = sorted({path.parent.name for path in rulebook_files()})


def named(shape) -> set[str]:
    names = set(shape.where)
    match shape:
        case UnitMap():
            names |= {shape.key, shape.kind_field, shape.weight, shape.title, shape.day}
            names |= {shape.place, *shape.quantities.values()}
        case EventMap():
            names |= {shape.code, shape.points, shape.times, shape.unit, shape.title}
            names |= {shape.act, shape.place, shape.until}
        case QuantityMap():
            names |= {shape.name, shape.value, shape.unit, shape.day, *shape.fields.values()}
        case FieldMap():
            names |= {shape.field}
        case CausesMap():
            names |= {shape.cause, shape.fine, shape.kinds}
    return names - {""}


@pytest.mark.parametrize("scheme", SCHEMES)
def test_every_field_that_a_mapping_names_stands_in_its_template(scheme):
    for shape in mappings.load(scheme).shapes():
        sheets = {sheet.key: sheet for sheet in load_template(shape.template).sheets}
        assert shape.sheet in sheets
        fields = sheets[shape.sheet].field_by_key
        assert named(shape) <= set(fields)
        for key, value in shape.where.items():
            assert value in {choice.value for choice in fields[key].choices}


@pytest.mark.parametrize("path", RULEBOOKS)
def test_what_a_mapping_gives_is_what_its_rulebook_asks(path):
    rulebook = read_rulebook(path)
    mapping = mappings.load(rulebook.scheme)

    said = [unit.kind for unit in mapping.units if unit.kind]
    kinds = {*said, *(event.makes_unit for event in mapping.events if event.makes_unit)}
    items = {event.item for event in mapping.events if event.item}
    wanted = {c.unit for c in rulebook.components.values() if c.unit}

    assert kinds == wanted or any(shape.template == LEDGER for shape in mapping.units)
    assert items <= set(rulebook.items)
    assert set(mapping.dates) >= ({rulebook.cycle.of} - {"", None})
    assert mapping.by_year == (rulebook.period == "calendar-year")


def test_the_general_ledger_stands_in_the_stored_text_in_full():
    tree = {"scheme": "vehicle-repair", "line": "road-transport", "ledger": "机动车维修企业"}

    mapping = mappings.read(tree, "here")

    assert "ledger" not in mapping.tree
    assert mappings.read(mapping.tree, "the stored text") == mapping
    assert {shape.sheet for shape in mapping.shapes()} == {"subject", "unit", "item", "quantity"}


def test_a_key_that_is_none_is_told_with_those_that_are():
    tree = {"scheme": "a", "line": "b", "units": [{"template": "t", "sheet": "s", "kee": "k"}]}

    with pytest.raises(MappingError, match="kee is not a key here; known are"):
        mappings.read(tree, "here")

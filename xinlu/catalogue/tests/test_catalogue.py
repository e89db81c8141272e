from datetime import date

import pytest

from xinlu.accounts import jurisdictions
from xinlu.catalogue import seeds
from xinlu.catalogue.models import CatalogueEdition, CatalogueItem
from xinlu.catalogue.selectors import item_for, items_in_force
from xinlu.kernel.yaml_files import read_yaml

TODAY = date(2026, 5, 11)
TEMPLATES = {
    "penalty": "AP-PENALTY",
    "permit": "AP-PERMIT",
    "overload": "AP-OVERLOAD",
    "driver": "RG-DRIVER",
    "driver-points": "EV-DRIVER-POINTS",
    "firm-year": "EV-FIRM-YEAR",
    "highway-ledger": "EV-HIGHWAY-LEDGER",
}


@pytest.fixture
def catalogue(db):
    seeds.editions()


@pytest.mark.parametrize(("template", "code"), sorted(TEMPLATES.items()))
def test_every_data_template_belongs_to_an_item_in_force(catalogue, template, code):
    item = item_for(template, TODAY)

    assert item.code == code
    assert item.basis
    assert item.provider
    assert item.frequency


def test_the_items_are_those_that_the_templates_name(catalogue):
    named = {
        said["code"]: said["item"]
        for path in jurisdictions.files("templates")
        if (said := read_yaml(path))
    }

    assert {code: item_for(code, TODAY).code for code in named} == named


def test_what_no_catalogue_provides_for_may_not_be_collected(catalogue):
    assert item_for("red-light", TODAY) is None
    assert item_for("penalty", date(2021, 1, 1)) is None
    assert item_for("driver", date(2021, 12, 31)) is None


def test_the_national_catalogue_has_thirteen_heads_and_ten_kinds_of_administration(catalogue):
    national = items_in_force(TODAY).filter(edition__code__startswith="national-")

    assert len(set(national.values_list("head", flat=True))) == 13
    assert national.filter(head="行政管理信息").count() == 10


def test_one_national_edition_is_in_force_on_any_day(catalogue):
    for day in (date(2022, 6, 1), date(2022, 12, 28), date(2024, 2, 1), TODAY):
        found = items_in_force(day).filter(edition__code__startswith="national-")
        assert len(set(found.values_list("edition__code", flat=True))) == 1


def test_what_was_recalled_and_not_seen_is_marked_so(catalogue):
    assert not CatalogueEdition.objects.filter(verified=True).exists()
    assert not CatalogueItem.objects.filter(verified=True).exists()


def test_bringing_the_catalogue_in_again_changes_nothing(catalogue):
    count = CatalogueItem.objects.count()

    assert seeds.editions().touched == 0
    assert CatalogueItem.objects.count() == count


def test_an_edition_in_force_is_never_edited(catalogue):
    CatalogueEdition.objects.filter(code="national-2024").update(hash="0" * 64)

    with pytest.raises(seeds.EditionChanged, match="national-2024"):
        seeds.editions()


def test_an_edition_may_be_given_its_end(catalogue):
    CatalogueEdition.objects.filter(code="national-2022").update(until=None)

    assert seeds.editions().changed == 1
    assert CatalogueEdition.objects.get(code="national-2022").until == date(2024, 2, 1)

"""The table that binds each category of subjects to its rulebook, or says that there is none."""

from datetime import date
from pathlib import Path

import pytest
from django.conf import settings

from xinlu.accounts import jurisdictions
from xinlu.evaluation import domains
from xinlu.evaluation.domains import DomainError

JURISDICTIONS = Path(settings.JURISDICTIONS_DIR)
HOMES = sorted(path.parent.name for path in JURISDICTIONS.glob("*/domains"))
TODAY = date(2026, 11, 24)


@pytest.fixture
def chongqing(settings):
    settings.JURISDICTION = "chongqing"
    jurisdictions.chain.cache_clear()
    yield
    jurisdictions.chain.cache_clear()


@pytest.fixture
def somewhere(settings, tmp_path):
    """A jurisdiction with one domain, whose text the test gives."""
    home = tmp_path / "somewhere"
    (home / "domains").mkdir(parents=True)
    (home / "jurisdiction.yaml").write_text("code: somewhere\n", encoding="utf-8")
    settings.JURISDICTIONS_DIR, settings.JURISDICTION = tmp_path, "somewhere"
    jurisdictions.chain.cache_clear()
    yield lambda text: (home / "domains" / "one.yaml").write_text(text, encoding="utf-8")
    jurisdictions.chain.cache_clear()


@pytest.mark.parametrize("home", HOMES)
def test_each_scheme_that_a_table_names_has_a_rulebook(settings, home):
    settings.JURISDICTION = home
    jurisdictions.chain.cache_clear()

    held = {path.parent.name for path in jurisdictions.files("rulebooks")}
    named = {each.scheme for one in domains.domains(TODAY) for each in one.categories} - {None}
    jurisdictions.chain.cache_clear()

    assert HOMES
    assert named
    assert named - held == set()


def test_the_twelve_categories_of_road_transport_are_there(chongqing):
    [road] = [each for each in domains.domains(TODAY) if each.code == "road-transport"]

    firms = [each for each in road.categories if not each.is_person]
    assert len(firms) == 12
    assert road.scale.codes == ("AA", "A", "B", "C", "D")
    assert not road.scale.verified


def test_a_category_without_a_known_rulebook_has_none(chongqing):
    held = {each.title: each for domain in domains.domains(TODAY) for each in domain.categories}

    for title in (
        "公共汽车客运",
        "城市轨道交通运营",
        "道路货运站（场）",
        "汽车租赁",
        "公路养护从业单位",
    ):
        assert held[title].scheme is None


def test_a_row_holds_in_its_days_only(somewhere):
    somewhere(
        "code: one\ntitle: 示例领域\ncategories:\n"
        "  - {title: 旧, since: 2020-01-01, until: 2024-01-01, scheme: null, "
        "basis: 示例, verified: true}\n"
        "  - {title: 新, since: 2024-01-01, scheme: null, basis: 示例, verified: true}\n"
        "  - {title: 一直, since: null, scheme: null, basis: 示例, verified: true}\n"
    )

    [before] = domains.domains(date(2023, 12, 31))
    [after] = domains.domains(date(2024, 1, 1))

    assert [each.title for each in before.categories] == ["旧", "一直"]
    assert [each.title for each in after.categories] == ["新", "一直"]
    assert after.scale is None


def test_a_word_that_no_row_knows_is_an_error_that_names_file_and_row(somewhere):
    somewhere("code: one\ntitle: 示例领域\ncategories:\n  - {title: 甲, schema: driver}\n")

    with pytest.raises(DomainError, match=r"one\.yaml: 甲 says schema"):
        domains.domains(TODAY)

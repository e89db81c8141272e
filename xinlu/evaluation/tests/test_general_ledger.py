"""The general ledger (信用评价台账（通用）): one workbook for every scheme without its own."""

from datetime import date
from fractions import Fraction

import pytest

from xinlu.evaluation import computing, editions
from xinlu.evaluation.facts import facts_for, population
from xinlu.evaluation.models import Result, Run
from xinlu.evaluation.tests.builders import RECEIVED, a_batch, a_driver, a_firm, a_record
from xinlu.registry.models import Link
from xinlu.rules import FactsError, Unit
from xinlu.rules.facts import Link as Tie
from xinlu.rules.facts import Result as Earlier

pytestmark = pytest.mark.django_db
ON = date(2024, 12, 31)


class Rows:
    """Rows of a category in the general ledger of a year."""

    def __init__(self, category: str, year: int = 2024) -> None:
        self.batch, self.category, self.year = a_batch("assessment"), category, year

    def add(self, subject, sheet: str, *, on: date | None = None, **values: str) -> None:
        said = {"category": self.category, "year": str(self.year), **values}
        a_record(self.batch, subject, sheet, said, year=self.year, happened_on=on)


def standard(scheme: str):
    return editions.standard(editions.in_force(scheme, ON))


def facts_of(scheme: str, subject):
    [(_, facts)] = facts_for(standard(scheme), ON, [subject])
    return facts


def an_announced_result(scheme: str, subject, year: int, grade: str, score: str = "") -> None:
    edition = editions.in_force(scheme, date(year, 12, 31))
    run = Run.objects.create(
        edition=edition,
        year=year,
        on=date(year, 12, 31),
        state=Run.State.ANNOUNCED,
        subject_count=1,
        progress=1,
        summary={},
        asked_at=RECEIVED,
    )
    Result.objects.create(run=run, subject=subject, grade=grade, score=score, inputs={}, verdict={})


@pytest.fixture
def firm(seeded):
    return a_firm("91500101MA00000002", "示例监理有限公司")


def test_rows_of_a_category_are_units_items_and_figures(firm):
    rows = Rows("公路水运监理企业")
    rows.add(firm, "subject", prior_grade="A")
    rows.add(firm, "unit", kind="section", unit="一标", weight="2.5", day="2024-03-01", place="渝")
    rows.add(firm, "quantity", unit="一标", name="supervised", value="12.5")
    rows.add(
        firm,
        "item",
        on=date(2024, 5, 1),
        unit="一标",
        code="X-1",
        points="3",
        times="2",
        act="案1",
        until="2024-08-01",
    )

    facts = facts_of("supervision-firm", firm)

    [unit] = facts.units
    [event] = facts.events
    own = {"supervised": Fraction(25, 2)}
    assert unit == Unit("section", "一标", "一标", Fraction(5, 2), "渝", date(2024, 3, 1), own)
    assert (event.code, event.on, event.unit) == ("X-1", date(2024, 5, 1), "一标")
    assert (event.points, event.times) == (3, 2)
    assert (event.act, event.until) == ("案1", date(2024, 8, 1))
    assert facts.prior == {"grade": "A"}


def test_a_figure_may_be_named_by_its_title_and_be_of_several_days(firm):
    rows = Rows("道路旅客运输企业")
    rows.add(firm, "subject")
    rows.add(firm, "quantity", name="营运车辆数", value="40", day="2023-12-31")
    rows.add(firm, "quantity", name="营运车辆数", value="44", day="2024-12-31")
    rows.add(firm, "quantity", name="deaths", value="1")
    rows.add(firm, "quantity", name="deaths", value="0")

    facts = facts_of("road-passenger-firm", firm)

    assert facts.quantities["vehicles"] == {date(2023, 12, 31): 40, date(2024, 12, 31): 44}
    assert facts.quantities["deaths"] == 0


def test_a_blank_figure_is_nought_where_the_one_that_it_follows_is(firm):
    batch = a_batch("firm-year")
    said = {"vehicles": "40", "accidents": "0", "violations": "2", "complaints": "1"}
    a_record(batch, firm, "firm-year", said, year=2024)
    Rows("道路旅客运输企业").add(firm, "subject")

    facts = facts_of("road-passenger-firm", firm)

    assert facts.quantities["deaths"] == facts.quantities["most-deaths"] == 0
    assert facts.quantities["vehicles"] == 40


def test_the_only_kind_of_units_needs_no_word_and_a_title_is_one(firm):
    rows = Rows("公路水运监理企业")
    rows.add(firm, "subject")
    rows.add(firm, "unit", unit="一标")

    [unit] = facts_of("supervision-firm", firm).units

    assert unit.kind == "section"


def test_rows_of_another_category_or_year_are_not_read(firm):
    other = a_firm("91500101MA00000019", "示例客运有限公司")
    Rows("道路旅客运输企业").add(other, "subject")
    Rows("公路水运监理企业").add(firm, "subject")
    Rows("公路水运监理企业", 2023).add(other, "subject")
    Rows("道路旅客运输企业").add(firm, "item", on=date(2024, 5, 1), code="X-1")

    assert population(standard("supervision-firm"), ON) == [firm]
    assert facts_of("supervision-firm", firm).events == ()


@pytest.mark.parametrize(
    ("sheet", "values", "code"),
    [
        ("quantity", {"name": "营运车量数", "value": "4"}, "unknown-quantity"),
        ("unit", {"unit": "一标", "kind": "标段"}, "unknown-kind"),
        ("quantity", {"name": "vehicles", "value": "两辆"}, "quantity-kind"),
    ],
)
def test_a_word_that_the_rulebook_has_not_is_the_subjects_error(firm, sheet, values, code):
    rows = Rows("道路旅客运输企业")
    rows.add(firm, "subject")
    rows.add(firm, sheet, **values)

    [judged] = computing.judged(standard("road-passenger-firm"), ON, [firm])

    assert judged.verdict is None
    assert isinstance(judged.error, FactsError)
    assert judged.error.code == code
    assert str(*(set(values.values()) & {"营运车量数", "标段", "两辆"})) in judged.error.chinese()


def test_announced_results_of_named_schemes_are_earlier_results(firm):
    Rows("公路设计企业").add(firm, "subject")
    an_announced_result("highway-design", firm, 2022, "A", "90")
    an_announced_result("highway-design", firm, 2023, "AA", "191/2")
    an_announced_result("road-passenger-firm", firm, 2023, "AAA", "900")

    facts = facts_of("highway-design", firm)

    assert facts.prior == {"grade": "AA"}
    assert set(facts.results) == {
        Earlier("own", 2022, "A", Fraction(90)),
        Earlier("own", 2023, "AA", Fraction(191, 2)),
    }


def test_links_bring_the_results_of_those_tied_to_the_subject(firm):
    driver = a_driver("500101199001010011")
    Link.objects.create(kind=Link.Kind.EMPLOYS, of=firm, to=driver)
    an_announced_result("driver", driver, 2023, "AA")
    tree = {
        "scheme": "taxi-firm",
        "line": "road-transport",
        "years": True,
        "ledger": "出租汽车企业",
        "links": [{"relation": "driver", "kind": "employs", "schemes": ["driver"]}],
    }
    taxi = standard("taxi-firm")
    with_links = editions.Standard(taxi.rulebook, editions.mappings.read(tree, "here"))
    Rows("出租汽车企业").add(firm, "subject")

    [(_, facts)] = facts_for(with_links, ON, [firm])

    assert facts.links == (Tie("driver", str(driver.uid), (Earlier("driver", 2023, "AA", None),)),)

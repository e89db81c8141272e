from datetime import date
from fractions import Fraction

import pytest

from xinlu.collection.models import Batch, Record
from xinlu.evaluation import editions
from xinlu.evaluation.facts import facts_for, population, population_size
from xinlu.evaluation.models import Result, Run
from xinlu.evaluation.tests.builders import (
    RECEIVED,
    Ledger,
    a_batch,
    a_driver,
    a_firm,
    a_record,
    a_vehicle,
)
from xinlu.rules import Unit

pytestmark = pytest.mark.django_db
ON = date(2023, 12, 31)


@pytest.fixture
def highway(seeded):
    return editions.standard(editions.in_force("highway-construction", ON))


@pytest.fixture
def driver(seeded):
    return editions.standard(editions.in_force("driver", ON))


def facts_of(standard, subject, on=ON, **kept):
    [(found, facts)] = facts_for(standard, on, [subject], **kept)
    assert found == subject
    return facts


def test_the_sheets_of_a_ledger_become_units_and_events(highway, ledger, firms):
    facts = facts_of(highway, firms[1])

    assert facts.subject == "91500101MA00000002"
    assert set(facts.units) == {
        Unit("section", "示例高速B1合同段", "示例高速B1合同段", Fraction("4.2")),
        Unit("section", "示例高速B2合同段", "示例高速B2合同段", Fraction("2.8")),
        Unit("bid", "SL-001", "SL-001"),
        Unit("bid", "SL-002", "SL-002"),
    }
    assert {(e.code, e.points, e.unit) for e in facts.events} == {
        ("GLSG1-2-4", 20, "SL-001"),
        ("GLSG1-2-6", 6, "SL-002"),
        ("GLSG2-2-1", 10, "示例高速B1合同段"),
        ("GLSG2-2-2", 7, "示例高速B1合同段"),
        ("GLSG2-2-3", 25, "示例高速B2合同段"),
        ("GLSG3-7", 1, None),
    }
    assert facts.prior == {"grade": "A"}


def test_an_event_is_known_by_the_record_it_comes_from(highway, ledger, firms):
    record = Record.objects.get(sheet="other")

    [event] = [e for e in facts_of(highway, firms[1]).events if e.code == "GLSG3-7"]

    assert event.key == str(record.uid)


def test_points_that_nobody_gave_are_left_out(highway, firms):
    ledger = Ledger(2023)
    ledger.bid(firms[0], "SL-009", "GLSG1-1-4")

    [event] = facts_of(highway, firms[0]).events

    assert event.points is None


def test_withdrawn_and_superseded_records_do_not_count(highway, ledger, firms):
    Record.objects.filter(sheet="bid").update(state=Record.State.WITHDRAWN)
    Record.objects.filter(sheet="performance").update(state=Record.State.SUPERSEDED)

    facts = facts_of(highway, firms[1])

    assert [e.code for e in facts.events] == ["GLSG3-7"]


@pytest.mark.parametrize(
    "state", [Batch.State.STORING, Batch.State.WITHDRAWN, Batch.State.DISCARDED]
)
def test_records_of_a_batch_that_is_not_stored_do_not_count(highway, ledger, firms, state):
    Batch.objects.update(state=state)

    assert population(highway, ON) == []
    assert facts_of(highway, firms[1]).events == ()


def test_the_ledger_of_another_year_does_not_count(highway, ledger, firms):
    Ledger(2022).other(firms[1], "GLSG3-7", "5")

    assert len(facts_of(highway, firms[1]).events) == 6
    assert len(facts_of(highway, firms[1], on=date(2022, 12, 31)).events) == 1


def test_a_day_within_the_year_takes_what_was_recognised_by_then(highway, ledger, firms):
    ledger.other(firms[1], "GLSG3-7", "2", on=date(2023, 9, 1))

    assert len(facts_of(highway, firms[1], on=date(2023, 8, 31)).events) == 6
    assert len(facts_of(highway, firms[1], on=date(2023, 9, 1)).events) == 7


def test_a_later_row_about_a_section_prevails(highway, firms):
    Ledger(2023).section(firms[0], "示例高速A1合同段", "3")
    Ledger(2023).section(firms[0], "示例高速A1合同段", "5")

    [unit] = facts_of(highway, firms[0]).units

    assert unit.weight == 5


def test_the_population_is_who_the_ledger_names_in_steps(highway, ledger, firms):
    first = population(highway, ON, limit=2)

    rest = population(highway, ON, after=first[-1].pk, limit=2)

    assert [s.pk for s in first + rest] == sorted(firm.pk for firm in firms)
    assert population_size(highway, ON) == 3


def test_a_chunk_of_a_run_costs_three_queries(highway, ledger, firms, django_assert_num_queries):
    # Who stands for whom, the records, the earlier results.
    with django_assert_num_queries(3):
        list(facts_for(highway, ON, list(firms), bindings={}))


def test_a_run_keeps_to_its_batches(highway, ledger, firms):
    Ledger(2023).other(firms[1], "GLSG3-7", "9")

    assert len(facts_of(highway, firms[1], batches=[ledger.batch.pk]).events) == 6


def an_own_result(scheme: str, subject, grade: str, state=Run.State.ANNOUNCED, **fields) -> Result:
    on = fields.pop("on", date(2022, 12, 31))
    run = Run.objects.create(
        edition=editions.in_force(scheme, on), on=on, year=on.year, state=state, asked_at=RECEIVED
    )
    return Result.objects.create(run=run, subject=subject, grade=grade, **fields)


def test_our_own_result_of_the_year_before_follows_when_the_ledger_is_silent(highway, ledger):
    newcomer = a_firm("91500101MA00000004")
    ledger.firm(newcomer)
    an_own_result("highway-construction", newcomer, "B")

    assert facts_of(highway, newcomer).prior == {"grade": "B"}


def test_what_the_ledger_says_prevails_over_our_own_result(highway, ledger, firms):
    an_own_result("highway-construction", firms[1], "D")

    assert facts_of(highway, firms[1]).prior == {"grade": "A"}


@pytest.mark.parametrize(
    "other", [{"state": Run.State.PUBLICISED}, {"on": date(2021, 12, 31)}, {"state": "withdrawn"}]
)
def test_only_an_announced_result_of_the_year_before_counts(highway, ledger, other):
    newcomer = a_firm("91500101MA00000004")
    ledger.firm(newcomer)
    an_own_result("highway-construction", newcomer, "B", **other)

    assert facts_of(highway, newcomer).prior == {}


def test_a_driver_is_known_by_no_number_in_the_facts(driver):
    person = a_driver("500101199001010002")
    values = {"first_issued": "2020-03-15", "prior_grade": "AA"}
    a_record(a_batch("driver"), person, "driver", values)
    points = a_batch("driver-points")
    a_record(points, person, "points", {"points": "3"}, happened_on=date(2023, 2, 1))

    facts = facts_of(driver, person)

    assert facts.subject == str(person.uid)
    assert facts.dates == {"first_certificate": date(2020, 3, 15)}
    assert facts.prior == {"grade": "AA"}
    assert [(e.code, e.points) for e in facts.events] == [("DRIVER-POINTS", 3)]


def test_a_drivers_grade_before_is_that_of_the_cycle_right_before(driver):
    person = a_driver("500101199001010002")
    a_record(a_batch("driver"), person, "driver", {"first_issued": "2020-03-15"})
    cycle = {"period_start": date(2021, 3, 15), "period_end": date(2022, 3, 15)}
    an_own_result("driver", person, "AA", on=date(2022, 6, 30), **cycle)

    assert facts_of(driver, person, on=date(2023, 6, 30)).prior == {"grade": "AA"}
    assert facts_of(driver, person, on=date(2024, 6, 30)).prior == {}


def test_an_overload_penalty_is_an_event_of_the_day_it_was_decided(seeded):
    overload = editions.standard(editions.in_force("overload", ON))
    lorry = a_vehicle("渝X00001/黄")
    batch = a_batch("overload")
    a_record(batch, lorry, "overload", {}, happened_on=date(2023, 5, 1), number="示超罚〔2023〕1号")

    facts = facts_of(overload, lorry)

    assert facts.subject == "渝X00001/黄"
    assert [(e.code, e.on, e.number) for e in facts.events] == [
        ("OVERLOAD", date(2023, 5, 1), "示超罚〔2023〕1号")
    ]

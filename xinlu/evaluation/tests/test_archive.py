import json
from datetime import date
from fractions import Fraction

import pytest

from xinlu.evaluation import computing, editions
from xinlu.evaluation.tests.conftest import YEAR_END
from xinlu.rules import Event, Facts, FactsError, Period, Unit, archive


def test_facts_come_back_as_they_were():
    facts = Facts(
        subject="91500101MA00000001",
        on=date(2023, 12, 31),
        period=Period(date(2023, 1, 1), date(2024, 1, 1)),
        units=(Unit("section", "B1", "B1", Fraction("4.2")), Unit("bid", "SL-001")),
        events=(
            Event("r1", "GLSG1-2-4", date(2023, 6, 1), Fraction(1, 3), "SL-001", "示〔2023〕1号"),
            Event("r2", "GLSG3-7", date(2023, 7, 1), effective=False, times=Fraction(2)),
        ),
        quantities={"vehicles": Fraction(7, 3)},
        prior={"grade": "A"},
        dates={"first_certificate": date(2020, 2, 29)},
    )

    text = json.dumps(archive.written(facts))

    assert archive.facts(json.loads(text)) == facts


def test_texts_and_figures_of_several_days_come_back_as_they_were():
    days = {date(2023, 12, 31): Fraction(40), date(2024, 12, 31): Fraction(83, 2)}
    facts = Facts(
        subject="91500101MA00000001",
        on=date(2024, 12, 31),
        units=(Unit("section", "一标", quantities={"works": "公路", "months": Fraction(5, 2)}),),
        quantities={"city": "福州", "class": "2", "vehicles": days, "deaths": Fraction(0)},
    )

    text = json.dumps(archive.written(facts))

    assert archive.facts(json.loads(text)) == facts


def test_a_measure_that_is_a_grade_comes_back_marked_or_bare():
    said = {"subject": "甲", "scheme": "s", "edition": "2024-01-01", "on": "2024-12-31"}
    measures = {"last": {"text": "AA"}, "former": "B", "rate": "1/3"}

    verdict = archive.verdict({**said, "period": None, "measures": measures})

    assert verdict.measures == {"last": "AA", "former": "B", "rate": Fraction(1, 3)}


@pytest.mark.django_db
def test_verdicts_come_back_as_they_were(seeded, ledger):
    standard = editions.standard(editions.in_force("highway-construction", YEAR_END))

    verdicts = [one.verdict for one in computing.judged_all(standard, YEAR_END)]

    assert len(verdicts) == 3
    for verdict in verdicts:
        text = json.dumps(archive.written(verdict))
        assert archive.verdict(json.loads(text)) == verdict


def test_an_error_is_kept_with_its_sentence_for_officers():
    error = FactsError("missing-date", value="first_certificate")

    kept = archive.written_error(error)["error"]

    assert kept["code"] == "missing-date"
    assert "first_certificate" in kept["sentence"]


def test_a_fingerprint_does_not_depend_on_the_order_of_keys():
    assert archive.fingerprint({"a": 1, "b": 2}) == archive.fingerprint({"b": 2, "a": 1})
    assert archive.fingerprint({"a": 1}) != archive.fingerprint({"a": 2})

import json
from datetime import date
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from xinlu.accounts.models import AuditEntry
from xinlu.evaluation.models import Result, Run
from xinlu.evaluation.tests.builders import a_batch, a_driver, a_record, a_vehicle

pytestmark = pytest.mark.django_db


def evaluate(*arguments: str) -> tuple[list[dict], str]:
    out, err = StringIO(), StringIO()
    call_command("evaluate", *arguments, "--json", stdout=out, stderr=err)
    return [json.loads(line) for line in out.getvalue().splitlines()], err.getvalue()


def test_every_firm_of_the_ledger_is_a_line_by_credit_code(seeded, ledger):
    lines, complaints = evaluate("highway-construction", "--on", "2023-12-31")

    assert [(one["subject"], one["score"], one["grade"]) for one in lines] == [
        ("91500101MA00000001", "100.00", "AA"),
        ("91500101MA00000002", "80.24", "B"),
        ("91500101MA00000003", None, None),
    ]
    assert complaints == ""
    first = next(r for r in lines[1]["reasons"] if r["code"] == "GLSG1-2-4")
    assert (first["points"], first["total"], first["on"]) == ("-20", "-2", "2023-06-01")
    assert first["title"]
    assert first["basis"]


def test_nothing_is_stored_unless_asked(seeded, ledger):
    evaluate("highway-construction", "--on", "2023-12-31")

    assert not Run.objects.exists()
    assert not Result.objects.exists()


def test_what_is_saved_is_a_trial_with_the_same_results(seeded, ledger):
    lines, told = evaluate("highway-construction", "--on", "2023-12-31", "--save")

    [run] = Run.objects.all()
    assert run.state == Run.State.TRIAL
    assert "试算" in told
    kept = {r.subject.code: r.score_text or None for r in run.results.select_related("subject")}
    assert kept == {one["subject"]: one["score"] for one in lines}


def test_a_day_within_the_year_gives_the_year_as_far_as_that_day(seeded, ledger, firms):
    ledger.other(firms[0], "GLSG3-7", "4", on=date(2023, 11, 1))

    october, _ = evaluate("highway-construction", "--on", "2023-10-31")
    december, _ = evaluate("highway-construction", "--on", "2023-12-31")

    assert (october[0]["score"], december[0]["score"]) == ("100.00", "96.00")


def test_points_beyond_what_the_rulebook_names_count_and_are_warned_of(seeded, ledger, firms):
    ledger.bid(firms[0], "TB-9", "GLSG1-2-10", "11")

    lines, complaints = evaluate("highway-construction", "--on", "2023-12-31")

    [warning] = lines[0]["warnings"]
    assert (lines[0]["score"], warning["code"]) == ("97.80", "points-outside-range")
    assert "11" in warning["message"]
    assert "warnings" not in lines[2]
    assert complaints == ""


def test_drivers_are_called_by_their_licence_in_clear_and_that_is_logged(seeded):
    person = a_driver("500101199001010002")
    values = {"first_issued": "2020-02-29", "prior_grade": "AAA"}
    a_record(a_batch("driver"), person, "driver", values)
    points = a_batch("driver-points")
    a_record(points, person, "points", {"points": "3"}, happened_on=date(2023, 3, 1))

    [line], _ = evaluate("driver", "--on", "2024-06-30")

    assert line["subject"] == "500101199001010002"
    assert (line["score"], line["grade"]) == ("3", "AA")
    assert line["cycle"] == ["2023-02-28", "2024-02-29"]
    assert AuditEntry.objects.filter(act="list.open").count() == 1


def test_a_vehicle_is_a_candidate_from_the_first_day_on_which_the_rule_was_met(seeded):
    lorry, other = a_vehicle("渝X00001/黄"), a_vehicle("渝X00001/蓝")
    batch = a_batch("overload")
    for number, day in enumerate(
        (date(2024, 1, 10), date(2024, 3, 2), date(2024, 7, 15), date(2025, 1, 9))
    ):
        a_record(batch, lorry, "overload", {}, happened_on=day, number=f"示超罚{number}号")
    a_record(batch, other, "overload", {}, happened_on=date(2024, 1, 10), number="示超罚9号")

    lines, _ = evaluate("overload", "--on", "2025-12-31")
    before, _ = evaluate("overload", "--on", "2025-01-08")

    assert {one["subject"]: one["candidate_since"] for one in lines} == {
        "渝X00001/黄": "2025-01-09",
        "渝X00001/蓝": None,
    }
    assert [one["candidate_since"] for one in before] == [None, None]
    assert all(one["score"] is None and one["grade"] is None for one in lines)


def test_a_subject_whose_records_do_not_fit_is_named_on_both_streams(seeded, ledger, firms):
    ledger.other(firms[0], "GLSG3-99", "1")

    lines, complaints = evaluate("highway-construction", "--on", "2023-12-31")

    assert (lines[0]["score"], lines[0]["grade"]) == (None, None)
    assert lines[0]["error"]["code"] == "unknown-item"
    assert complaints.startswith("91500101MA00000001: ")
    assert "GLSG3-99" in complaints


def test_an_unknown_scheme_says_which_there_are(seeded):
    with pytest.raises(CommandError, match="driver, driver-training, highway-construction"):
        evaluate("highway", "--on", "2023-12-31")


def test_the_table_masks_the_numbers_of_persons(seeded):
    person = a_driver("500101199001010002", "示例甲")
    a_record(a_batch("driver"), person, "driver", {"first_issued": "2020-03-15"})
    out = StringIO()

    call_command("evaluate", "driver", "--on", "2024-06-30", stdout=out)

    assert "示例甲" in out.getvalue()
    assert "500101199001010002" not in out.getvalue()
    assert out.getvalue().splitlines()[-1] == "道路运输驾驶员诚信考核：1 户（件、人）"

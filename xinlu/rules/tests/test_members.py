from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest

from xinlu.rules import Event, Facts, Rulebook, Unit, read_text
from xinlu.rules.columns.members import members
from xinlu.rules.columns.sources import InputsError, read_inputs
from xinlu.rules.facts import Link, Result

CARRIER = """
language: 1
scheme: carrier
edition: 2024-01-01
title: 示例承运人评价
basis: 示例办法
kind: score
subject: firm
period: {kind: calendar-year, basis: 第一条, verified: true}
grades: [{code: G, word: 好}, {code: P, word: 差}]
quantities:
  - {name: vehicles, title: 车辆数, missing: 0, basis: 第二条, verified: true}
  - {name: turnover, title: 营业额, missing: 0, basis: 第二条, verified: true}
  - {name: checked, title: 受检数, unit: check, missing: 0, basis: 第二条, verified: true}
measures:
  - {name: age, title: 开业年数, since: {date: opened, unit: year}, basis: 第三条, verified: true}
  - {name: all, title: 受检总数, basis: 第三条, verified: true,
     units: {kind: check, take: sum, of: checked}}
  - {name: sum, title: 合计, formula: vehicles + turnover, basis: 第三条, verified: true}
items: [{code: X-1, title: 超载, effect: count, basis: 附件, verified: true}]
decisions: [{grade: G, basis: 第四条, verified: true, title: 其余}]
"""
TABLES = {
    "subjects.csv": "subject,prior_grade,vehicles,opened\n7,P,12,2020-02-03\n8,,,\n",
    "units.csv": "unit,subject,kind,weight,place,on,title,checked\n"
    "u1,7,check,1.50,渝中,2024-03-01,三月检查,4\nu2,8,check,1,,,,\n",
    "events.csv": "event,subject,item,on,points,times,unit,number,act,place,effective,until\n"
    "e1,7,X-1,2024-03-01,2.50,3,u1,示罚1号,a1,渝中,false,2024-09-01\ne2,8,X-1,2024-04-01,,,,,,,,\n",
    "quantities.csv": "subject,unit,name,on,value\n7,,turnover,2024-01-01,100\n"
    "7,,turnover,2024-06-30,120.5\n8,u2,checked,,5\n",
    "links.csv": "subject,relation,to\n7,driver,d1\n",
    "results.csv": "subject,scheme,year,grade,score\n7,own,2023,G,88.5\nd1,driver,2023,A,\n",
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name, text in TABLES.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path


def carrier() -> Rulebook:
    return read_text(CARRIER)


def test_all_that_the_tables_say_of_a_subject_becomes_its_facts(folder: Path):
    day = date(2024, 12, 31)

    [facts] = members(carrier(), read_inputs(folder), ["7"], day)

    taken = {date(2024, 1, 1): Fraction(100), date(2024, 6, 30): Fraction("120.5")}
    assert facts == Facts(
        subject="7",
        on=day,
        units=(
            Unit(
                "check",
                "u1",
                "三月检查",
                Fraction("1.5"),
                "渝中",
                date(2024, 3, 1),
                {"checked": Fraction(4)},
            ),
        ),
        events=(
            Event(
                key="e1",
                code="X-1",
                on=date(2024, 3, 1),
                points=Fraction("2.5"),
                unit="u1",
                number="示罚1号",
                effective=False,
                times=Fraction(3),
                act="a1",
                place="渝中",
                until=date(2024, 9, 1),
            ),
        ),
        quantities={"vehicles": Fraction(12), "turnover": taken},
        prior={"grade": "P"},
        dates={"opened": date(2020, 2, 3)},
        results=(Result("own", 2023, "G", Fraction("88.5")),),
        links=(Link("driver", "d1", (Result("driver", 2023, "A"),)),),
    )


def test_several_members_are_read_in_the_order_asked_for(folder: Path):
    asked = ["8", "7", "8"]

    found = list(members(carrier(), read_inputs(folder), asked, date(2024, 12, 31)))

    assert [facts.subject for facts in found] == ["8", "7"]
    assert found[0].quantities == {}
    assert [event.key for event in found[0].events] == ["e2"]


def test_who_is_not_in_the_tables_has_no_facts(folder: Path):
    found = list(members(carrier(), read_inputs(folder), ["9"], date(2024, 12, 31)))

    assert found == []


def test_what_cannot_be_a_number_stops_with_a_sentence(folder: Path):
    (folder / "events.csv").write_text(
        "event,subject,item,on,points\ne1,7,X-1,2024-03-01,zwei\n", encoding="utf-8"
    )

    with pytest.raises(InputsError, match="points holds 'zwei'"):
        list(members(carrier(), read_inputs(folder), ["7"], date(2024, 12, 31)))


def test_columns_of_other_names_are_read_by_the_mapping(folder: Path):
    (folder / "subjects.csv").write_text("firm,wagons\n7,3\n", encoding="utf-8")
    (folder / "tables.yaml").write_text(
        "subjects: {subject: firm, vehicles: wagons, prior_grade: {value: P}}\n"
        "events: {event: event}\n",
        encoding="utf-8",
    )

    [facts] = members(carrier(), read_inputs(folder), ["7"], date(2024, 12, 31))

    assert facts.quantities["vehicles"] == 3
    assert facts.prior == {"grade": "P"}

"""Where a population may come from, and what cannot be read or judged of it."""

import sqlite3
from datetime import date
from fractions import Fraction
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from xinlu.rules import Facts, judge, read_text
from xinlu.rules.columns import InputsError, evaluate, from_facts, read_inputs
from xinlu.rules.columns.members import members
from xinlu.rules.columns.sources import unencrypted_at_home
from xinlu.rules.facts import Result
from xinlu.rules.tests.builders import a_ship, small, small_with
from xinlu.rules.tests.shapes.writing import a_rulebook

ON = date(2023, 12, 31)
SUBJECTS = "subject\n甲\n乙\n"
UNITS = "unit,subject,kind,weight\n1,甲,ship,3\n2,甲,ship,1.5\n3,乙,ship,1\n"
EVENTS = "event,subject,item,on,points,unit\na,甲,S1,2023-03-01,12.5,1\nb,乙,S1,2023-05-01,3,3\n"


def a_folder(folder: Path, **tables: str) -> Path:
    """Return a folder of CSV tables."""
    for name, text in {"subjects": SUBJECTS, "units": UNITS, "events": EVENTS, **tables}.items():
        (folder / f"{name}.csv").write_text(text, encoding="utf-8")
    return folder


def graded(place: str | Path, mapping: Path | None = None) -> dict[str, object]:
    """Return each subject's score and grade, or its error."""
    rows = evaluate(small(), read_inputs(place, mapping), ON).results.to_pylist()
    return {row["subject"]: row["error"] or (row["score"], row["grade"]) for row in rows}


def test_a_folder_of_csv_is_a_population(tmp_path: Path):
    folder = a_folder(tmp_path)

    found = graded(folder)

    assert found == {"甲": ("91.7", "G"), "乙": ("97.0", "G")}


def test_a_live_database_is_read_where_it_stands(tmp_path: Path):
    database = sqlite3.connect(tmp_path / "live.sqlite")
    database.executescript("""
        CREATE TABLE firms (id INTEGER PRIMARY KEY);
        INSERT INTO firms VALUES (1), (2);
        CREATE TABLE ships (id INTEGER, firm INTEGER, price INTEGER);
        INSERT INTO ships VALUES (1, 1, 3), (2, 2, 1);
        CREATE TABLE penalties (id INTEGER, firm INTEGER, ship INTEGER, item TEXT, day DATE, n INT);
        INSERT INTO penalties VALUES (7, 1, 1, 'S1', '2023-03-01', 12);
    """)
    database.close()
    mapping = tmp_path / "tables.yaml"
    mapping.write_text("""
        subjects: {table: firms, subject: id}
        units: {table: ships, unit: id, subject: firm, weight: price, kind: {value: ship}}
        events: {table: penalties, event: id, subject: firm, unit: ship, on: day, points: n}
    """)

    found = graded(f"sqlite:///{tmp_path}/live.sqlite", mapping)

    assert found == {1: ("88.0", "M"), 2: ("100.0", "G")}


@pytest.mark.parametrize(
    ("given", "read"),
    [
        ("postgresql://a@127.0.0.1:5432/b", "postgresql://a@127.0.0.1:5432/b?sslmode=disable"),
        ("postgresql://localhost/b?x=1", "postgresql://localhost/b?x=1&sslmode=disable"),
        ("postgresql://localhost/b?sslmode=require", "postgresql://localhost/b?sslmode=require"),
        ("postgresql://db.example/b", "postgresql://db.example/b"),
    ],
)
def test_only_a_server_on_this_machine_is_read_without_tls(given: str, read: str):
    assert unencrypted_at_home(given) == read


def test_a_day_that_is_none_in_a_live_database_is_its_subjects_error(tmp_path: Path):
    database = sqlite3.connect(tmp_path / "live.sqlite")
    database.executescript("""
        CREATE TABLE subjects (subject TEXT);
        INSERT INTO subjects VALUES ('甲'), ('乙');
        CREATE TABLE units (unit INTEGER, subject TEXT, kind TEXT, weight DECIMAL(8, 2));
        INSERT INTO units VALUES (1, '甲', 'ship', 3.5), (2, '乙', 'ship', 1);
        CREATE TABLE events (event INT, subject TEXT, unit INT, item TEXT, "on" DATE, points INT);
        INSERT INTO events VALUES (1, '甲', 1, 'S1', '2023-02-30', 3);
        INSERT INTO events VALUES (2, '乙', 2, 'S1', '2023-03-30', 3);
    """)
    database.close()

    found = graded(f"sqlite:///{tmp_path}/live.sqlite")

    assert found == {"甲": "impossible-date", "乙": ("97.0", "G")}


@pytest.mark.parametrize(
    ("error", "tables"),
    [
        ("unknown-item", {"events": EVENTS + "c,甲,S9,2023-04-01,1,1\n"}),
        ("unknown-item", {"events": EVENTS + "c,甲,,2023-04-01,1,1\n"}),
        ("missing-points", {"events": EVENTS + "c,甲,S1,2023-04-01,,1\n"}),
        ("negative-points", {"events": EVENTS + "c,甲,S1,2023-04-01,-4,1\n"}),
        ("repeated-record", {"events": EVENTS + "a,甲,S1,2023-04-01,4,1\n"}),
        ("missing-unit", {"events": EVENTS + "c,甲,S1,2023-04-01,4,\n"}),
        ("unknown-unit", {"events": EVENTS + "c,甲,S1,2023-04-01,4,3\n"}),
        ("impossible-date", {"events": EVENTS + "c,甲,S1,2023-02-30,4,1\n"}),
        ("impossible-date", {"events": EVENTS + "c,甲,S1,,4,1\n"}),
        ("no-key", {"events": EVENTS + ",甲,S1,2023-04-01,4,1\n"}),
        ("repeated-unit", {"units": UNITS + "1,甲,ship,2\n"}),
        ("no-key", {"units": UNITS + ",甲,ship,2\n"}),
        ("missing-weight", {"units": UNITS + "4,甲,ship,\n"}),
        ("weight-not-positive", {"units": UNITS + "4,甲,ship,0\n"}),
    ],
)
def test_what_does_not_fit_is_the_error_of_its_subject_alone(
    error: str, tables: dict[str, str], tmp_path: Path
):
    folder = a_folder(tmp_path, **tables)

    found = graded(folder)

    assert found == {"甲": error, "乙": ("97.0", "G")}


def test_whoever_has_units_and_is_not_there_is_named(tmp_path: Path):
    folder = a_folder(tmp_path, units=UNITS + "4,丙,ship,2\n")

    found = graded(folder)

    assert found["丙"] == "unknown-subject"


@pytest.mark.parametrize(
    ("sentence", "tables"),
    [
        ("no column 'item'", {"events": EVENTS.replace("item", "code")}),
        ("holds '1e3'", {"events": EVENTS.replace("12.5", "1e3")}),
        ("1 rows have no subject", {"events": EVENTS + "c,,S1,2023-04-01,4,1\n"}),
        ("stands there more than once", {"subjects": SUBJECTS + "甲\n"}),
    ],
)
def test_a_broken_table_stops_with_a_sentence(
    sentence: str, tables: dict[str, str], tmp_path: Path
):
    folder = a_folder(tmp_path, **tables)

    with pytest.raises(InputsError, match=sentence):
        graded(folder)


def test_binary_numbers_are_taken_only_where_they_say_a_decimal(tmp_path: Path):
    folder = a_folder(tmp_path)
    (folder / "units.csv").unlink()
    units = {"unit": ["1", "2", "3"], "subject": ["甲", "甲", "乙"], "kind": ["ship"] * 3}
    exact = pa.table({**units, "weight": [3.0, 1.5, 1.0]})
    inexact = pa.table({**units, "weight": [0.1 + 0.2, 1.5, 1.0]})

    pq.write_table(exact, folder / "units.parquet")
    found = graded(folder)
    pq.write_table(inexact, folder / "units.parquet")

    assert found == {"甲": ("91.7", "G"), "乙": ("97.0", "G")}
    with pytest.raises(InputsError, match="at most six decimals"):
        graded(folder)


def test_the_latest_result_counts_even_if_it_has_no_score():
    last = (
        "measures:\n  - {name: last, title: 上次得分, earlier: {scheme: own, take: score},"
        " basis: 第一条, verified: true}\nweights:\n"
    )
    passage = "  - {weights: {trip: 0.25"
    rulebook = read_text(small_with(f"weights:\n{passage}", last + passage))
    results = [Result("own", 2021, "G", Fraction(95)), Result("own", 2022, None, None)]
    facts = Facts("示例", ON, units=[a_ship()], results=results)

    [row] = evaluate(rulebook, from_facts([facts]), ON).results.to_pylist()

    assert row["last_numerator"] is None
    assert judge(rulebook, facts).measures["last"] is None


def test_a_number_longer_than_any_that_is_counted_with_is_named(tmp_path: Path):
    folder = a_folder(tmp_path, events=EVENTS.replace("12.5", "9" * 400))

    with pytest.raises(InputsError, match=r"events.points holds a number of 400 digits"):
        graded(folder)


def test_a_quantity_without_a_day_holds_until_the_first_that_has_one(tmp_path: Path):
    rows = "subject,unit,name,on,value\n甲,,fleet,,3\n甲,,fleet,2023-06-01,5\n乙,,fleet,,2\n"
    folder = a_folder(tmp_path, quantities=rows, events=EVENTS.splitlines()[0])
    rulebook = a_rulebook(quantities=[{"name": "fleet"}], total=[{"formula": "fleet"}])

    early, late = date(2023, 3, 1), date(2023, 7, 1)
    found = [
        judge(rulebook, facts).score
        for day in (early, late)
        for facts in members(rulebook, read_inputs(folder), ["甲", "乙"], day)
    ]

    assert found == [3, 2, 5, 2]

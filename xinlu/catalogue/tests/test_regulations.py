"""The library of regulations: from the files to rows, and what may be asked of them."""

from datetime import date
from pathlib import Path

import pytest
import yaml

from xinlu.catalogue import regulation_files, regulations, seeds
from xinlu.catalogue.models import Regulation
from xinlu.catalogue.regulation_files import LibraryError
from xinlu.catalogue.regulations import Asked
from xinlu.catalogue.standing import Standing

TODAY = date(2026, 11, 24)


@pytest.fixture
def library(db):
    return seeds.regulations()


def a_file(folder: Path, *entries: dict) -> dict[Path, str]:
    """Write a file of regulations."""
    path = folder / "library.yaml"
    path.write_text(yaml.safe_dump({"regulations": list(entries)}, allow_unicode=True), "utf-8")
    return {path: "national"}


def test_seeding_twice_changes_nothing_and_what_no_file_names_goes(library):
    Regulation.objects.create(code="gone", title="示例", kind="form", jurisdiction="national")

    again = seeds.regulations()

    assert library.made > 100
    assert again.touched == 0
    assert not Regulation.objects.filter(code="gone").exists()


def test_order_58_ended_on_the_day_on_which_order_36_began(library):
    old, new = (Regulation.objects.get(code=f"ndrc-order-{number}") for number in (58, 36))
    day, eve = date(2026, 4, 1), date(2026, 3, 31)

    assert old.until == day
    assert [old.standing(eve), old.standing(day)] == [Standing.IN_FORCE, Standing.ENDED]
    assert [new.standing(eve), new.standing(day)] == [Standing.PENDING, Standing.IN_FORCE]
    assert old in Regulation.objects.in_force(eve)
    assert old not in Regulation.objects.in_force(day)


def test_an_amended_clause_reads_otherwise_from_the_day_on(library):
    clauses = Regulation.objects.get(code="mot-2009-733").clauses.filter(label="第二十条")
    day, eve = date(2021, 10, 20), date(2021, 10, 19)

    assert [[each.in_force(on) for each in clauses] for on in (eve, day)] == [
        [True, False],
        [False, True],
    ]


def test_what_was_replaced_on_an_unseen_day_is_not_counted_as_in_force(library):
    old = Regulation.objects.get(code="driver-2008")

    assert old.standing(TODAY) == Standing.UNKNOWN
    assert old not in Regulation.objects.in_force(TODAY)


def test_the_library_is_searched_by_words_issuer_kind_line_and_standing(library):
    def codes(**asked: str) -> set[str]:
        return {each.code for each, _ in regulations.found(Asked(**asked), TODAY)}

    assert codes(q="733") == {"mot-2009-733"}
    assert "cq-road-transport" in codes(q="拒绝 驶入")
    assert codes(issuer="国家发展改革委") == {"ndrc-order-58", "ndrc-order-36"}
    assert codes(line="safety", kind="document") >= {"mot-2017-193", "cq-safety-2021-30"}
    assert "ndrc-order-58" in codes(standing="ended")
    assert "ndrc-order-36" in codes(standing="in-force")


def test_a_reader_of_the_library_is_made_once_while_it_stays_the_same(library):
    assert regulations.reader() is regulations.reader()


@pytest.mark.parametrize(
    ("entry", "said"),
    [
        ({"code": "a", "title": "甲", "kind": "law", "colour": "red"}, "colour"),
        ({"code": "a", "title": "甲", "kind": "nothing"}, "kind"),
        (
            {"code": "a", "title": "甲", "kind": "law", "changes": [{"of": "b", "kind": "amend"}]},
            "no file has",
        ),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_with_its_entry(tmp_path, entry, said):
    with pytest.raises(LibraryError, match=said):
        regulation_files.read(a_file(tmp_path, entry))


def test_a_regulation_stands_in_one_file_only(tmp_path):
    entry = {"code": "a", "title": "甲", "kind": "law"}

    with pytest.raises(LibraryError, match="two files"):
        regulation_files.read(a_file(tmp_path, entry, entry))

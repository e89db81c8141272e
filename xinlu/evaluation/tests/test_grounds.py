"""Which lines of an edition rest on what was changed."""

from datetime import date

import pytest

from xinlu.catalogue import seeds
from xinlu.catalogue.models import Regulation, RegulationChange
from xinlu.evaluation import grounds, library
from xinlu.evaluation.grounds import Shaken

TODAY = date(2026, 11, 24)


@pytest.fixture
def works(db):
    """The edition of 公路施工, a file that is only read, with the library of regulations."""
    seeds.regulations()
    held = library.volume("highway-construction", date(2021, 10, 20))
    assert held is not None
    return held


def amended(*clauses: str, on: date | None, kind: str = "amend") -> RegulationChange:
    """Let a made-up document change the regulation that the edition rests on."""
    later = Regulation.objects.create(
        code="later", title="示例修改通知", kind="document", jurisdiction="national", since=on
    )
    return RegulationChange.objects.create(
        of=Regulation.objects.get(code="mot-2009-733"),
        by=later,
        kind=kind,
        on=on,
        clauses=list(clauses),
        verified=True,
    )


def shaken(works: library.Volume) -> list[Shaken]:
    return grounds.lines_resting_on_changed([works], TODAY)


def test_nothing_of_an_edition_rests_on_the_article_that_was_changed_before_it(works):
    assert shaken(works) == []


def test_the_lines_of_a_clause_that_was_changed_since_are_told_with_what_did_it(works):
    amended("信用等级", on=date(2025, 1, 1))

    found = shaken(works)

    assert {each.citation.clause for each in found} == {"信用等级"}
    assert len(found) == 5
    assert {each.touched.change.by_title for each in found} == {"示例修改通知"}
    assert {str(each.touched.timing) for each in found} == {"since"}


def test_where_the_whole_was_replaced_every_line_that_names_it_is_told(works):
    amended(on=date(2025, 1, 1), kind="replace")

    paths = {each.ground.path for each in shaken(works)}

    assert "basis" in paths
    assert any(each.startswith("items.") for each in paths)


def test_what_rests_on_a_regulation_is_told_with_the_place_of_each_line(works):
    found = grounds.resting_on("mot-2009-733")

    items = [each for each in found if each.anchor == "GLSG1-1-1"]
    assert "highway-construction" in {each.scheme for each in items}
    assert {each.kind for each in found} >= {"editions", "parameters", "catalogue", "templates"}


def test_an_edition_is_read_once_while_it_and_the_library_stay_the_same(works):
    reader = grounds.regulations.reader()

    assert grounds.of_volume(works, reader) is grounds.of_volume(works, reader)

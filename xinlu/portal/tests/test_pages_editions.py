"""A rulebook as a document, and two editions side by side."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.urls import reverse

from xinlu.evaluation import library
from xinlu.portal import reading
from xinlu.rules import read_rulebook
from xinlu.rules.comparing import changes, clauses
from xinlu.rules.telling import told

RULEBOOKS = Path(settings.JURISDICTIONS_DIR)
NATIONAL = RULEBOOKS / "national" / "rulebooks"


def of(path: str):
    return read_rulebook(RULEBOOKS / path)


@pytest.fixture
def everything(seeded):
    return library.volumes()


def test_every_edition_is_a_document_also_one_that_is_only_a_file(client, everything):
    for volume in everything:
        path = reverse("portal:edition", args=[volume.scheme, volume.day.isoformat()])

        text = client.get(path).content.decode()

        assert volume.rulebook.title in text
        for code in volume.rulebook.items:
            assert f'id="{code}"' in text
    assert any(volume.edition is None for volume in everything)


def test_every_sentence_of_a_rulebook_stands_in_its_document(everything):
    for volume in everything:
        found = reading.document(volume.rulebook)

        chapters = [*found.before, *found.after]
        said = {line.path for chapter in chapters for line in chapter.lines}
        said |= {branch.told.path for branch in found.tree if branch.told}
        said |= {leaf.cap.path for branch in found.tree for leaf in branch.leaves if leaf.cap}
        said |= {f"items.{i.code}" for b in found.tree for leaf in b.leaves for i in leaf.items}
        lines = {line.path for each in told(volume.rulebook) for line in each.lines}
        whole = {".".join(p.split(".")[:2]) if p.startswith("items.") else p for p in lines}
        assert whole - said == set()


def test_the_contents_lead_to_what_is_there(client, seeded):
    path = reverse("portal:edition", args=["highway-construction", "2021-10-20"])

    text = client.get(path).content.decode()

    ids = set(re.findall(r'id="([^"]+)"', text))
    assert set(re.findall(r'href="#([^"]+)"', text)) - ids == set()


def test_whatever_changes_a_verdict_is_marked_in_the_comparison():
    old = of("national/rulebooks/road-passenger-firm/2006-01-01.yaml")
    [new_path] = (RULEBOOKS / "guangdong" / "rulebooks" / "road-passenger-firm").glob("*[0-9].yaml")
    new = read_rulebook(new_path)

    found = clauses.compared(old, new)

    marked = {pair.path for section in found for pair in section.changes}
    unmarked = [
        each.path
        for each in changes(old, new)
        if not any(path == each.path or path.startswith(f"{each.path}") for path in marked)
    ]
    assert marked
    assert [path for path in unmarked if path.split(".")[0] in ("items", "components")] == []


def test_a_changed_number_is_marked_whole():
    left, right = clauses.marked("每次 20 分，合计最多 100 分", "每次 25 分，合计最多 100 分")

    assert [piece.text for piece in left if piece.is_changed] == ["20"]
    assert [piece.text for piece in right if piece.is_changed] == ["25"]


def test_an_edition_beside_itself_has_no_difference(client, seeded):
    args = ["highway-construction", "2021-10-20", "2021-10-20"]
    path = reverse("portal:edition_compare", args=args)

    whole = client.get(path).content.decode()
    only = client.get(path, {"only": "1"}).content.decode()

    assert "两版没有不同" in whole
    assert "GLSG1-2-4" in whole
    assert "GLSG1-2-4" not in only

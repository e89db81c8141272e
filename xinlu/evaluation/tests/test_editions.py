import json
from datetime import date

import pytest
from django.core.management import CommandError, call_command

from xinlu.accounts import jurisdictions
from xinlu.accounts.seeding import Seeded
from xinlu.evaluation import editions, mappings
from xinlu.evaluation.editions import EditionChanged, NoEdition
from xinlu.evaluation.mappings import MappingError
from xinlu.evaluation.models import Edition
from xinlu.rules import canonical, read_rulebook, read_text

pytestmark = pytest.mark.django_db


def test_every_rulebook_file_becomes_an_edition_once(lines):
    files = {
        (path.parent.name, date.fromisoformat(path.stem)) for path in editions.rulebook_files()
    }

    first = editions.seed()
    second = editions.seed()

    assert first == Seeded(made=len(files))
    assert second == Seeded(same=len(files))
    assert set(Edition.objects.values_list("scheme", "edition")) == files


def test_no_edition_has_another_hash_since_its_numbers_are_written_exactly(lines):
    """Once numbers went through binary floats on their way into an edition's text."""
    for path in editions.rulebook_files():
        rulebook = read_rulebook(path)
        mapping = mappings.load(rulebook.scheme)
        whole = {"rulebook": json.loads(canonical(rulebook)), "mapping": mapping.tree}

        before = json.dumps(whole, ensure_ascii=False, sort_keys=True, separators=(",", ":"))

        assert editions.text_of(rulebook, mapping) == before, path


def test_a_number_longer_than_a_float_stands_in_an_edition_as_it_was_written(lines):
    path = next(path for path in editions.rulebook_files() if path.parent.name == "driver")
    mapping = mappings.load("driver")
    long = "19.00000000000000000000000001"
    source = path.read_text(encoding="utf-8")
    changed = read_text(source.replace("value: 20,", f"value: {long},", 1))

    text = editions.text_of(changed, mapping)
    edition = Edition(canonical=text)

    assert long in text
    assert editions.standard(edition).rulebook.tree == changed.tree


def test_a_rulebook_without_a_mapping_is_no_edition(lines, settings, tmp_path):
    home = tmp_path / "somewhere"
    rulebook = home / "rulebooks" / "no-records" / "2026-01-01.yaml"
    rulebook.parent.mkdir(parents=True)
    rulebook.write_text("language: 1\n", encoding="utf-8")
    (home / "jurisdiction.yaml").write_text("code: somewhere\n", encoding="utf-8")
    settings.JURISDICTIONS_DIR, settings.JURISDICTION = tmp_path, "somewhere"
    jurisdictions.chain.cache_clear()

    try:
        assert editions.seed() == Seeded()
    finally:
        jurisdictions.chain.cache_clear()

    assert not Edition.objects.exists()


def test_an_edition_knows_its_line_and_is_ready_from_its_text_alone(seeded):
    edition = editions.in_force("highway-construction", date(2023, 12, 31))

    standard = editions.standard(edition)

    assert edition.line.code == "highway-construction"
    assert editions.hash_of(edition.canonical) == edition.hash
    assert standard.rulebook.scheme == "highway-construction"
    assert standard.mapping == mappings.load("highway-construction")


def test_a_file_that_differs_from_its_edition_in_force_is_an_error_that_names_it(seeded):
    Edition.objects.filter(scheme="driver").update(hash="0" * 64)

    with pytest.raises(EditionChanged, match=r"driver/2008-08-29\.yaml differs from the edition"):
        editions.seed()


def test_preparing_the_database_tells_which_file_was_changed(seeded):
    Edition.objects.filter(scheme="driver").update(hash="0" * 64)

    with pytest.raises(CommandError, match="put the change into a new file"):
        call_command("prepare")


def test_no_edition_is_in_force_before_the_first(seeded):
    with pytest.raises(NoEdition) as refused:
        editions.in_force("driver", date(2000, 1, 1))

    assert refused.value.code == "no-edition"
    assert {"driver", "highway-construction", "overload"} <= set(refused.value.params["known"])


def test_the_mapping_is_part_of_the_hash(seeded):
    edition = Edition.objects.get(scheme="driver")
    standard = editions.standard(edition)
    moved = mappings.read({**standard.mapping.tree, "line": "safety"}, "test")

    text = editions.text_of(standard.rulebook, moved)

    assert editions.hash_of(text) != edition.hash


def test_a_mapping_with_an_unknown_key_says_which_keys_there_are():
    tree = {"scheme": "x", "line": "y", "event": []}

    with pytest.raises(MappingError, match="unknown here: event"):
        mappings.read(tree, "x.yaml")


def test_an_incomplete_shape_of_a_mapping_is_an_error():
    tree = {"scheme": "x", "line": "y", "units": [{"template": "t", "sheet": "s"}]}

    with pytest.raises(MappingError, match="incomplete"):
        mappings.read(tree, "x.yaml")

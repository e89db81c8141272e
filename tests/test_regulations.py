"""Every basis that a file of ours gives names a regulation, and a clause, that the library has."""

from pathlib import Path

import pytest

from xinlu.catalogue import regulation_files
from xinlu.catalogue.citing import Reader
from xinlu.evaluation import grounds

JURISDICTIONS = sorted((Path(__file__).parent.parent / "jurisdictions").iterdir())


@pytest.mark.parametrize("folder", JURISDICTIONS, ids=lambda folder: folder.name)
def test_every_basis_is_in_the_library(folder):
    reader = Reader(each.known for each in regulation_files.library(folder.name))

    faults = [
        f"{ground.document}, {ground.title}: “{ground.reading.text}” {wrong}"
        for ground, wrong in grounds.faults(grounds.of_folder(reader, folder))
    ]

    assert faults == []


def test_no_name_means_two_regulations():
    for folder in JURISDICTIONS:
        named: dict[str, str] = {}
        for each in regulation_files.library(folder.name):
            for name in each.known.names:
                assert named.setdefault(name, each.code) == each.code, name

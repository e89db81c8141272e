"""Files that cannot be read, each answered with a clear sentence, and nothing lost or half-done."""

import pytest

from tests import bad_files

# What is wrong with a file is found before a database is asked: once is enough.
pytestmark = pytest.mark.slow


def test_files_that_cannot_be_read_are_answered_with_one_sentence_each(bare, tmp_path):
    sent = {"penalty": [bad_files.whole(tmp_path)], "overload": []}
    words = {"whole.xlsx": ""}
    for name, (make, suffix, word) in bad_files.REFUSED.items():
        path = tmp_path / f"{name}{suffix}"
        make(path)
        sent[bad_files.template_of(suffix)].append(path)
        words[path.name] = word

    told = {
        path.name: one
        for template, paths in sent.items()
        for path, one in zip(paths, imported(bare, template, paths), strict=True)
    }

    assert told.pop("whole.xlsx")["stored"] == 1  # nothing stands in its way
    assert {name for name, one in told.items() if words[name] in one["failure"]["message"]} == set(
        told
    )
    assert {(one["accepted"], one["refused"], one["stored"]) for one in told.values()} == {
        (0, 0, 0)
    }


def imported(bare, template, paths):
    return bare.lines("import", template, *map(str, paths), "--json", expect=1)


def test_a_file_over_the_limit_is_not_taken_in(bare, tmp_path, monkeypatch):
    monkeypatch.setenv("XINLU_UPLOAD_LIMIT", "2000")
    told = bare.imported("penalty", bad_files.whole(tmp_path), expect=1)

    assert "超过上限" in told["failure"]["message"]
    assert told["stored"] == 0


def test_a_million_empty_formatted_rows_are_no_records(bare, tmp_path):
    path = tmp_path / "million.xlsx"
    bad_files.a_million_empty_rows(path)

    told = bare.imported("penalty", path)

    assert (told["accepted"], told["refused"]) == (1, 0)


def test_odd_files_are_read_all_the_same(bare, tmp_path):
    paths = []
    for name, (make, suffix, _) in bad_files.READ.items():
        paths.append(tmp_path / f"{name}{suffix}")
        make(paths[-1])

    told = bare.lines("import", "penalty", *map(str, paths), "--json", "--dry-run")

    records = [count for _, _, count in bad_files.READ.values()]
    assert [(one["accepted"], one["refused"]) for one in told] == [(n, 0) for n in records]

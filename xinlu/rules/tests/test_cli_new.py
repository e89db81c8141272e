from pathlib import Path

import pytest

from xinlu.rules.cli import main


@pytest.mark.parametrize("kind", ["score", "points", "list"])
def test_a_skeleton_passes_the_check_at_once(
    kind: str, tmp_path: Path, capsys: pytest.CaptureFixture
):
    made = main(["new", "ferry", "--kind", kind, "--folder", str(tmp_path)])

    checked = main(["check", str(tmp_path)])

    told = capsys.readouterr()
    assert (made, checked, told.err) == (0, 0, "")
    assert "个全部通过" in told.out


@pytest.mark.parametrize("kind", ["score", "points", "list"])
def test_a_skeleton_explains_its_keys_to_an_author(kind: str, tmp_path: Path):
    main(["new", "ferry", "--kind", kind, "--folder", str(tmp_path), "--edition", "2026-07-01"])

    text = (tmp_path / "ferry" / "2026-07-01.yaml").read_text(encoding="utf-8")

    keys = [line for line in text.splitlines() if line and line[0].isalpha()]
    explained = [line for line in keys if "#" in line]
    assert len(explained) >= len(keys) - 3


def test_a_skeleton_never_overwrites_what_is_there(tmp_path: Path, capsys: pytest.CaptureFixture):
    cases = tmp_path / "ferry" / "2026-01-01.cases.yaml"
    cases.parent.mkdir()
    cases.write_text("mine", encoding="utf-8")

    code = main(["new", "ferry", "--folder", str(tmp_path), "--edition", "2026-01-01"])

    assert code == 1
    assert "不予覆盖" in capsys.readouterr().err
    assert [path.read_text(encoding="utf-8") for path in cases.parent.iterdir()] == ["mine"]


def test_a_scheme_is_named_in_small_letters(tmp_path: Path, capsys: pytest.CaptureFixture):
    code = main(["new", "../渡运", "--folder", str(tmp_path)])

    assert code == 2
    assert "应以小写字母开头" in capsys.readouterr().err

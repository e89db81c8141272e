"""Every receipt of a platform is checked at once, elsewhere; whatever was changed is named."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.installations import HOME
from xinlu.rules.cli import verify
from xinlu.rules.receipts import Entry, Proved, Receipt, Tree, canonical, folders, read
from xinlu.rules.receipts.packing import Archive

GOLDEN = Path(__file__).parent / "golden/receipts/1"
WHOLE = read((GOLDEN / "firms.json").read_text("utf-8"))


@pytest.fixture
def folder(tmp_path) -> Path:
    """What a platform of one run gives out."""
    run = tmp_path / "given/firms"
    run.mkdir(parents=True)
    shutil.copy(GOLDEN / "firms.parquet", run / folders.ARCHIVE)
    shutil.copy(GOLDEN / "firms.json", run / folders.RUN)
    shutil.copy(GOLDEN / "keys.json", run.parent / folders.KEYS)
    with Archive(GOLDEN / "firms.parquet") as archive:
        rows = [row for _, _, rows in archive.groups() for row in rows]
    entries = [Entry.of(json.loads(row.facts), json.loads(row.verdict)) for row in rows]
    tree = Tree([entry.leaf for entry in entries])
    lines = [
        canonical(Receipt(WHOLE.statement, WHOLE.signature, Proved(entry, at, path)).written())
        for at, entry in enumerate(entries)
        for path in [tuple(step.hex() for step in tree.path(at))]
    ]
    (run / folders.RESULTS).write_text("\n".join(lines) + "\n", encoding="utf-8")
    listed = {"runs": [{"folder": "firms", "run": WHOLE.statement.run, "count": len(lines)}]}
    (run.parent / folders.LIST).write_text(json.dumps(listed), encoding="utf-8")
    return run.parent


def verified(folder: Path) -> int:
    return verify.main([str(folder), "--key", str(folder / folders.KEYS)])


def test_all_receipts_of_a_folder_are_checked_and_come_out_the_same(folder, capsys):
    assert verified(folder) == 0

    said = capsys.readouterr().out
    assert f"共 1 批，相符 1 批；复算一致 {WHOLE.statement.count} 项。" in said
    assert "结论　全部相符。" in said


def text(file: str, old: str, new: str) -> Callable[[Path], None]:
    """Return what changes a text in a file of the run, once."""

    def change(run: Path) -> None:
        held = (run / file).read_text("utf-8")
        assert old in held
        (run / file).write_text(held.replace(old, new, 1), encoding="utf-8")

    return change


def byte(run: Path) -> None:
    data = bytearray((run / folders.ARCHIVE).read_bytes())
    data[len(data) // 4] ^= 1
    (run / folders.ARCHIVE).write_bytes(data)


def without(file: str) -> Callable[[Path], None]:
    return lambda run: (run / file).unlink()


def last_line_lost(run: Path) -> None:
    lines = (run / folders.RESULTS).read_text("utf-8").splitlines()
    (run / folders.RESULTS).write_text("\n".join(lines[:-1]) + "\n", encoding="utf-8")


def path_of_first(run: Path) -> None:
    lines = (run / folders.RESULTS).read_text("utf-8").splitlines()
    held = json.loads(lines[0])
    held["proof"]["path"][0] = "0" * 64
    (run / folders.RESULTS).write_text("\n".join([json.dumps(held), *lines[1:]]), "utf-8")


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (byte, "存储的字节被改动"),
        (text(folders.RUN, '"year": 2023', '"year": 2024'), "签名与内容对不上"),
        (text(folders.RUN, WHOLE.signature.hex()[:8], "00000000"), "签名与内容对不上"),
        (
            text(folders.RESULTS, '"year":2023', '"year":2022'),
            "第 1 项（示例001）的凭证：声明或签名",
        ),
        (text(folders.RESULTS, "示例002", "示例999"), "第 2 项（示例999）的凭证：结果或证明路径"),
        (path_of_first, "第 1 项（示例001）的凭证：结果或证明路径"),
        (text(folders.RESULTS, "{", "["), "results.jsonl 第 1 行：不是一份完整的凭证"),
        (last_line_lost, "缺少 1 份"),
        (without(folders.ARCHIVE), "没有文件 firms/archive.parquet"),
        (without(folders.RUN), "没有文件 firms/run.json"),
        (without(folders.RESULTS), "没有文件 firms/results.jsonl"),
    ],
)
def test_what_was_changed_is_named(change, said, folder, capsys):
    change(folder / "firms")

    assert verified(folder) == 1

    assert said in capsys.readouterr().out


def test_a_folder_without_a_list_and_a_run_of_another_name_are_refused(folder, tmp_path, capsys):
    assert verify.main([str(tmp_path), "--key", str(folder / folders.KEYS)]) == 1
    assert "里面没有凭证清单" in capsys.readouterr().err
    text("../runs.json", WHOLE.statement.run, "another")(folder / "firms")
    assert verified(folder) == 1
    assert "不是清单所列那一批的凭证" in capsys.readouterr().out


def test_programs_read_what_came_of_a_folder(folder, capsys):
    verify.main([str(folder), "--key", str(folder / folders.KEYS), "--json"])

    told = json.loads(capsys.readouterr().out)
    assert told["equal"] is True
    assert told["results"] == WHOLE.statement.count
    assert [one["run"] for one in told["runs"]] == ["firms"]


# --- all of the demo city, where there is nothing but the rules ----------------------------------


def ran(*command: str | Path, **told: object) -> "subprocess.CompletedProcess[str]":
    ours = ("XINLU_", "DJANGO_", "PYTHON", "PYTEST_", "VIRTUAL_ENV")
    clean = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
    return subprocess.run(
        [str(part) for part in command], env=clean, capture_output=True, text=True, **told
    )


@pytest.fixture(scope="module")
def elsewhere(tmp_path_factory) -> Path:
    """An environment with the rules and what they need, without the platform and without Django."""
    folder = tmp_path_factory.mktemp("elsewhere")
    uv = Path(sys.executable).with_name("uv")
    ran(sys.executable, "-m", "venv", "--without-pip", folder / "env", check=True)
    fetched = ran(uv, "pip", "install", "-q", "--python", folder / "env/bin/python", HOME)
    assert fetched.returncode == 0, fetched.stderr
    return folder


@pytest.mark.nightly
@pytest.mark.slow
def test_every_published_result_of_the_demo_city_comes_out_the_same_elsewhere(
    demo_city, elsewhere, tmp_path
):
    given = tmp_path / "given"
    demo_city.xinlu("receipts", "export", str(given), "--purpose", "示例：第三方复算")
    [(public,)] = demo_city.asked(
        "SELECT count(*) FROM evaluation_result r JOIN evaluation_run n ON n.id = r.run_id"
        " WHERE n.state IN ('publicised', 'announced')"
    )
    python, xinlu = elsewhere / "env/bin/python", elsewhere / "env/bin/xinlu"

    said = ran(xinlu, "verify", given, "--key", given / folders.KEYS, cwd=elsewhere)
    archive = sorted(given.glob("driver-*/archive.parquet"))[0]
    data = bytearray(archive.read_bytes())
    data[len(data) // 2] ^= 1
    archive.write_bytes(data)
    changed = ran(xinlu, "verify", given, "--key", given / folders.KEYS, cwd=elsewhere)

    assert ran(python, "-c", "import django", cwd=elsewhere).returncode == 1
    assert said.returncode == 0, said.stdout + said.stderr
    assert f"复算一致 {public} 项" in said.stdout
    assert changed.returncode == 1
    assert f"{archive.parent.name}　不符" in changed.stdout
    assert public > 100

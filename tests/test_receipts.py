"""Kept receipts go on to check, whatever version reads them; and nothing changed goes unseen."""

import json
import random
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from tests.golden.making import KEY
from xinlu.kernel.crypto import SigningKey
from xinlu.rules.cli import verify
from xinlu.rules.receipts import LONGEST, NoReceipt, Receipt, canonical, pack, read
from xinlu.rules.receipts.checking import Finding, check
from xinlu.rules.receipts.packing import Archive, Pair

GOLDEN = Path(__file__).parent / "golden/receipts"
KEPT = [
    pytest.param(path, archive, id=f"{path.parent.name}-{path.stem}")
    for path in sorted(GOLDEN.glob("*/*.json"))
    if path.stem != "keys"
    for archive in path.parent.glob(f"{path.stem.rstrip('s')}s.parquet")
]
FIRST = GOLDEN / "1"
FIRM = read((FIRST / "firm.json").read_text("utf-8"))
FIRMS = read((FIRST / "firms.json").read_text("utf-8"))
ARCHIVE = FIRST / "firms.parquet"
KEYS = str(FIRST / "keys.json")


def bad(receipt: Receipt, data: Path | None = None) -> list[Finding]:
    return [one for one in check(receipt, [KEY.public], data) if one.state == "bad"]


@pytest.mark.parametrize(("receipt", "archive"), KEPT)
def test_a_kept_receipt_checks_and_its_results_come_out_the_same(receipt, archive, capsys):
    keys = str(receipt.parent / "keys.json")

    status = verify.main([str(receipt), "--data", str(archive), "--key", keys])

    assert "全部相符" in capsys.readouterr().out
    assert status == 0


def test_receipts_of_every_kind_of_rulebook_and_of_whole_runs_are_kept():
    assert len(KEPT) >= 6


def test_without_key_or_archive_a_step_stays_open_and_the_status_tells(capsys):
    assert verify.main([str(FIRST / "firm.json"), "--key", KEYS]) == 1
    assert "没有给出归档文件" in capsys.readouterr().out
    assert verify.main([str(FIRST / "firm.json"), "--data", str(ARCHIVE)]) == 1
    assert "不知道是谁签发的" in capsys.readouterr().out


def test_programs_read_what_came_of_each_step(capsys):
    given = [str(FIRST / "firm.json"), "--data", str(ARCHIVE), "--key", KEY.public.raw.hex()]

    assert verify.main([*given, "--json"]) == 0

    told = json.loads(capsys.readouterr().out)
    assert told["equal"] is True
    assert [one["code"] for one in told["findings"]] == [
        "signed", "included", "same-archive", "same-edition", "same-inputs", "same-verdict",
    ]  # fmt: skip


def test_another_key_has_not_signed(tmp_path, capsys):
    other = SigningKey(bytes(32)).public.raw.hex()

    assert verify.main([str(FIRST / "firm.json"), "--key", other]) == 1

    assert "没有这一把" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ("", "不是一份完整的凭证"),
        ("[]", "不是一份完整的凭证"),
        ("[" * 5000, "不是一份完整的凭证"),
        ('{"format": "xinlu-receipt/9"}', "不认识的凭证格式"),
        ('{"format": 1, "format": 1}', "出现了两次"),
        ('{"format": 1.5}', "不是凭证里会有的数"),
        ("x" * (LONGEST + 1), "内容过长"),
    ],
)
def test_what_is_no_receipt_is_refused_with_a_sentence(given, said, tmp_path, capsys):
    path = tmp_path / "receipt.json"
    path.write_text(given, encoding="utf-8")

    assert verify.main([str(path)]) == 1

    assert said in capsys.readouterr().err


# --- a changed receipt --------------------------------------------------------------------------


def places(held: object, path: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    """Yield the way to every value of a receipt."""
    if isinstance(held, dict | list):
        inner = held.items() if isinstance(held, dict) else enumerate(held)
        for key, value in inner:
            yield from places(value, (*path, key))
    else:
        yield path


@pytest.mark.parametrize("path", list(places(FIRM.written())), ids=str)
def test_no_value_of_a_receipt_can_be_changed(path):
    whole = at = json.loads(json.dumps(FIRM.written()))
    *way, last = path
    for key in way:
        at = at[key]
    at[last] = at[last] + 1 if isinstance(at[last], int) else _other(at[last])

    try:
        changed = read(canonical(whole))
    except NoReceipt:
        return
    assert bad(changed)


def _other(text: str) -> str:
    return ("0" if text[:1] != "0" else "1") + text[1:]


def test_a_byte_flipped_anywhere_in_a_receipt_changes_nothing_or_is_seen():
    whole = json.dumps(FIRM.written(), ensure_ascii=False).encode()
    unseen = 0
    for at in range(len(whole)):
        flipped = whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :]
        try:
            changed = read(flipped.decode())
        except (NoReceipt, UnicodeDecodeError):
            continue
        unseen += changed != FIRM and not bad(changed)

    assert unseen == 0


def test_a_result_cannot_be_moved_to_another_place_of_the_run():
    assert FIRM.result is not None
    for index in range(FIRM.statement.count):
        if index != FIRM.result.index:
            assert not replace(FIRM, result=replace(FIRM.result, index=index)).is_proved


# --- a changed archive --------------------------------------------------------------------------


def test_a_byte_flipped_in_the_archive_is_found_and_its_place_named(tmp_path):
    data, path = ARCHIVE.read_bytes(), tmp_path / "archive.parquet"
    drawn = random.Random(7)
    for at in [0, len(data) - 1, *drawn.sample(range(len(data)), 150)]:
        flipped = bytearray(data)
        flipped[at] ^= 1 << drawn.randrange(8)
        path.write_bytes(flipped)

        found = bad(FIRMS, path)

        assert found, f"byte {at}"
        assert found[0].part == "archive", f"byte {at}"


def rewritten(path: Path, change: Callable[[list[Pair]], None], edition: str = "") -> Path:
    """Write the archive anew, with all its digests, after a change to what it holds."""
    with Archive(ARCHIVE) as archive:
        text = edition or archive.edition
        rows = [row for _, _, rows in archive.groups() for row in rows]
    pairs: list[Pair] = [(json.loads(row.facts), json.loads(row.verdict)) for row in rows]
    change(pairs)
    with path.open("wb") as file:
        pack(file, text, pairs)
    return path


def test_an_archive_written_anew_with_another_fact_is_told_at_the_row_of_the_receipt(tmp_path):
    assert FIRM.result is not None
    place = FIRM.result.index

    def change(pairs: list[Pair]) -> None:
        pairs[place] = ({**pairs[place][0], "on": "2023-12-30"}, pairs[place][1])

    found = bad(FIRM, rewritten(tmp_path / "anew.parquet", change))

    assert [(one.part, one.code) for one in found[:2]] == [
        ("archive", "rewritten"), ("inputs", "other-inputs"),
    ]  # fmt: skip


def test_a_value_changed_in_a_table_is_told_by_its_row(tmp_path):
    table = pq.read_table(ARCHIVE)
    facts = table.column("facts").to_pylist()
    facts[40] = facts[40].replace("2023-", "2022-", 1)
    column = table.schema.get_field_index("facts")
    changed = table.set_column(column, "facts", [facts])
    path = tmp_path / "changed.parquet"
    with pq.ParquetWriter(path, changed.schema) as writer:
        writer.add_key_value_metadata(pq.ParquetFile(ARCHIVE).metadata.metadata)
        writer.write_table(changed)

    [first, *_] = bad(FIRMS, path)

    assert (first.code, first.params) == ("row", {"row": 41, "subject": "示例052"})


def test_a_verdict_that_comes_out_otherwise_is_told_by_its_line(tmp_path, capsys):
    def change(pairs: list[Pair]) -> None:
        pairs[2][1]["reasons"][1]["total"] = "-99"

    path = rewritten(tmp_path / "anew.parquet", change)

    assert verify.main([str(FIRST / "firms.json"), "--data", str(path), "--key", KEYS]) == 1

    said = capsys.readouterr().out
    assert "第 3 行（示例003）：第 2 条理由" in said
    assert "凭证为“-99”" in said
    assert "不同 1 项" in said


def test_another_edition_is_told_and_nothing_is_judged_by_it(tmp_path):
    path = rewritten(tmp_path / "anew.parquet", lambda pairs: None, '{"rulebook":{}}')

    found = bad(FIRM, path)

    assert [(one.part, one.code) for one in found] == [
        ("archive", "edition"), ("edition", "other-edition"),
    ]  # fmt: skip


def test_a_file_that_is_no_archive_is_told(tmp_path):
    path = tmp_path / "archive.parquet"
    path.write_bytes(b"PAR1")

    assert [one.code for one in bad(FIRM, path)] == ["unreadable"]

import json
import zipfile
from datetime import UTC, datetime
from decimal import Decimal
from uuid import uuid4

import pytest

from xinlu.accounts.models import AuditEntry
from xinlu.accounts.tests.cast import SEED, a_key
from xinlu.collection.models import Batch, Record, Statement
from xinlu.collection.tests.batch_cast import a_file
from xinlu.exchange.models import Package
from xinlu.exchange.packages import command
from xinlu.exchange.packages.contents import PackageRefused, make, read_receipt
from xinlu.exchange.services import receiving
from xinlu.kernel.crypto import SigningKey

NOW = datetime(2026, 5, 11, 2, tzinfo=UTC)
KEY, OTHER = SigningKey(SEED), SigningKey(b"2" * 32)


@pytest.fixture
def packed(systems, tmp_path):
    """A package of the client that stores by itself, with two files."""
    a_key(systems.moxi_system, OTHER.secret)
    return a_package(tmp_path, client="moxi-system", key=OTHER)


def a_package(folder, *, client="yundu-system", key=KEY, seeds=(1, 2)):
    target = folder / "报送.xlpkg"
    files = [
        (f"处罚{seed}.xlsx", a_file(folder / "a.xlsx", seed=seed).read_bytes()) for seed in seeds
    ]
    make(target, files, key=key, number=uuid4(), client=client, template="penalty", year=None,
         at=NOW)  # fmt: skip
    return target


def refused(path):
    with pytest.raises(PackageRefused) as why:
        receiving.receive(path, now=NOW)
    assert not Record.objects.exists()
    return why.value.code


def rewritten(path, change):
    """Write the package anew with its members changed by `change`, a function of their bytes."""
    with zipfile.ZipFile(path) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    change(members)
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return path


def test_a_package_is_stored_and_answered_with_a_signed_receipt(packed):
    package = receiving.receive(packed, now=NOW)

    told = read_receipt(package.receipt, receiving.platform_key().public)
    assert [(one["file"], one["stored"]) for one in told["files"]] == [
        ("处罚1.xlsx", 5), ("处罚2.xlsx", 3),
    ]  # fmt: skip
    assert {one["code"] for one in told["files"][1]["refusals"]} == {"duplicate"}
    assert Record.objects.count() == 8
    acts = [entry.act for entry in AuditEntry.objects.all()]
    assert (acts[0], acts[-1]) == ("package.accept", "package.answer")


def test_a_package_of_a_client_that_waits_is_checked_and_no_more(systems, tmp_path):
    package = receiving.receive(a_package(tmp_path, seeds=(1,)), now=NOW)

    [told] = read_receipt(package.receipt, None)["files"]
    assert (told["accepted"], told["stored"], told["waits"]) == (5, 0, True)
    assert Batch.objects.get().state == "checked"


def test_a_package_is_taken_once(packed):
    receiving.receive(packed, now=NOW)

    with pytest.raises(PackageRefused, match="2026-05-11 10:00 收取过"):
        receiving.receive(packed, now=NOW)

    assert (Record.objects.count(), Package.objects.count()) == (8, 1)


def test_a_package_that_was_changed_is_refused_whole_and_the_place_is_named(packed):
    whole = packed.read_bytes()
    changes = {
        "file-changed": lambda m: m.update({"files/1": m["files/1"][:-1] + b"x"}),
        "manifest-changed": lambda m: m.update(
            {"list.json": m["list.json"].replace(b"penalty", b"permit ")}
        ),
        "file-missing": lambda m: m.pop("files/0"),
        "file-unlisted": lambda m: m.update({"files/7": b"x"}),
        "not-a-package": lambda m: m.update({"list.json": b"{}"}),
    }

    codes = {}
    for code, change in changes.items():
        packed.write_bytes(whole)
        codes[code] = refused(rewritten(packed, change))

    assert codes == {code: code for code in changes}


def test_no_byte_of_a_package_can_be_changed_unseen(packed):
    whole = packed.read_bytes()
    read = receiving.open_package(packed)

    for at in range(0, len(whole), 97):
        packed.write_bytes(whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :])
        try:
            opened = receiving.open_package(packed)
            opened.must_be_signed_by(OTHER.public)
        except PackageRefused:
            continue
        # A byte of the zip's own that says nothing, such as a time of day: all else is the same.
        assert (opened.written, opened.files) == (read.written, read.files)


def test_packages_of_strangers_are_refused(systems, tmp_path):
    stranger = a_package(tmp_path, client="nobody")
    assert refused(stranger) == "unknown-client"

    other_key = a_package(tmp_path, key=OTHER)
    assert refused(other_key) == "unknown-key"

    systems.yundu_key.is_revoked = True
    systems.yundu_key.save()
    assert refused(a_package(tmp_path)) == "unknown-key"


def test_a_receiving_that_was_cut_short_is_gone_on_with(packed, monkeypatch):
    def killed(*args, **kwargs):
        raise KeyboardInterrupt

    with monkeypatch.context() as until_then:
        until_then.setattr(receiving, "_answer", killed)
        with pytest.raises(KeyboardInterrupt):
            receiving.receive(packed, now=NOW)
    package = receiving.receive(packed, now=NOW)

    told = read_receipt(package.receipt, None)
    assert [one["stored"] for one in told["files"]] == [5, 3]
    assert (Record.objects.count(), Batch.objects.count()) == (8, 2)


def test_totals_in_a_package_are_stated_and_wrong_ones_refuse_it_whole(systems, tmp_path):
    made = {"key": KEY, "client": "yundu-system", "template": "penalty", "year": None, "at": NOW}
    file = ("处罚.xlsx", a_file(tmp_path / "a.xlsx").read_bytes())
    total = {"month": "2026-04", "kind": "penalty", "count": 7, "fines": "3.5"}
    right, wrong = tmp_path / "right.xlpkg", tmp_path / "wrong.xlpkg"
    make(right, [file], number=uuid4(), totals=[total], **made)
    make(wrong, [file], number=uuid4(), totals=[{**total, "count": "many"}], **made)

    assert refused(wrong) == "totals"
    assert not Package.objects.exists()
    receiving.receive(right, now=NOW)

    [said] = Statement.objects.all()
    assert (said.count, said.fines, said.authority) == (7, Decimal("3.5"), systems.yundu_transport)
    assert said.batch == Batch.objects.get()


def test_key_make_and_read_need_no_database(tmp_path, capsys):
    key, file = tmp_path / "key", a_file(tmp_path / "处罚.xlsx")

    made = command.main(["key", str(key)])
    packed = command.main(
        ["make", str(file), "--key", str(key), "--client", "a", "--template", "penalty",
         "-o", str(tmp_path / "p.xlpkg")]
    )  # fmt: skip
    again = command.main(["key", str(key)])
    unread = command.main(["read", str(file)])

    assert (made, packed, again, unread) == (0, 0, 1, 1)
    assert (key.stat().st_mode & 0o777) == 0o600
    assert "公钥编号" in capsys.readouterr().out


def test_a_receipt_that_was_changed_is_not_believed(packed):
    receipt = receiving.receive(packed, now=NOW).receipt
    held = json.loads(receipt)
    held["statement"] = held["statement"].replace('"stored": 5', '"stored": 6')

    for changed, key in ((json.dumps(held), None), (receipt, OTHER.public)):
        with pytest.raises(PackageRefused) as why:
            read_receipt(changed, key)
        assert why.value.code == "receipt-changed"

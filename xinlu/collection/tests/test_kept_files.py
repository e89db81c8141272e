import pytest
from django.core.files.storage import default_storage

from xinlu.collection.models import Batch
from xinlu.collection.services import checks, files
from xinlu.collection.services.returning import returned_workbook
from xinlu.collection.tests import penalty_files
from xinlu.collection.tests.batch_cast import a_file, checked, received
from xinlu.kernel.crypto import KeyRing
from xinlu.registry import vault
from xinlu.registry.vault import KeptFileBroken

[(_, DEV)] = KeyRing.development().keys
NEW = f"new:{'11' * 16}"
BOTH = f"{NEW},dev:{DEV.hex()}"


def kept(batch: Batch) -> bytes:
    with default_storage.open(batch.stored_name) as file:
        return file.read()


def resealed() -> tuple[int, list[str]]:
    return vault.reseal(Batch.objects.all(), files.FOLDER)


def rewrite(batch: Batch, content: bytes) -> None:
    with default_storage.open(batch.stored_name, "wb") as file:
        file.write(content)


def test_a_sent_file_lies_sealed_and_is_read_in_plain(senders, tmp_path):
    path = a_file(tmp_path / "penalties.xlsx")

    batch = received(path, senders.by_clerk)

    assert kept(batch).startswith(b"dev$")
    assert b"PK" not in kept(batch)[:40]
    with files.at_hand(batch.stored_name) as plain:
        assert plain.read_bytes() == path.read_bytes()
    assert checks.check(batch).accepted_count == 5


def test_the_same_bytes_are_kept_once(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path

    first, second = files.keep(b"example"), files.keep(b"example")

    assert first == second
    assert default_storage.listdir(f"batches/{first[8:10]}")[1] == [first.rpartition("/")[2]]


def test_a_file_that_was_altered_is_not_read_and_may_be_sent_again(senders, tmp_path):
    path = a_file(tmp_path / "penalties.xlsx")
    batch = received(path, senders.by_clerk)
    content = kept(batch)
    rewrite(batch, content[:-1] + bytes([content[-1] ^ 1]))

    failed = checks.check(batch)
    again = checked(path, senders.by_clerk)

    assert (failed.state, failed.failure["code"]) == (Batch.State.FAILED, "kept-file-broken")
    assert (again.state, again.accepted_count) == (Batch.State.CHECKED, 5)


def test_a_file_whose_key_was_taken_away_is_not_given_back(senders, tmp_path, settings):
    batch = checked(a_file(tmp_path / "penalties.xlsx"), senders.by_clerk)
    settings.DATA_KEYS = NEW

    with pytest.raises(KeptFileBroken, match="'dev'"):
        returned_workbook(batch)


def test_a_new_key_seals_kept_files_anew(senders, tmp_path, settings):
    path = a_file(tmp_path / "penalties.xlsx")
    batch = received(path, senders.by_clerk)
    before = batch.stored_name
    settings.DATA_KEYS = BOTH

    first, second = resealed(), resealed()

    batch.refresh_from_db()
    assert (first, second) == ((1, []), (0, []))
    assert kept(batch).startswith(b"new$")
    assert not default_storage.exists(before)
    settings.DATA_KEYS = NEW
    assert checks.check(batch).accepted_count == 5


def test_files_that_do_not_open_are_named_and_do_not_stop_a_change_of_keys(
    senders, tmp_path, settings
):
    broken = received(a_file(tmp_path / "one.xlsx"), senders.by_clerk)
    whole = received(a_file(tmp_path / "two.xlsx", seed=2), senders.by_clerk)
    rewrite(broken, b"dev$")
    settings.DATA_KEYS = BOTH

    told = resealed()

    whole.refresh_from_db()
    assert told == (1, [broken.stored_name])
    assert kept(whole).startswith(b"new$")


def test_a_workbook_comes_back_from_its_sealed_file(senders, tmp_path):
    table = list(penalty_files.rows(3, firms=2, people=0))
    table[0][13] = ""
    batch = checked(penalty_files.write(tmp_path / "p.xlsx", table), senders.by_clerk)

    content, name = returned_workbook(batch)

    assert content.startswith(b"PK")
    assert name == "p-退回待修改.xlsx"

"""A published run gets an archive and a receipt for each result; both rebuild what was said."""

import hashlib
import json
from pathlib import Path
from uuid import uuid4

import pytest
from django.core.management import call_command

from xinlu.accounts.acts import NotPermitted, Refused
from xinlu.accounts.models import AuditEntry
from xinlu.evaluation import receipts, sealing
from xinlu.evaluation.models import ResultProof, Run, RunReceipt
from xinlu.evaluation.services import runs
from xinlu.evaluation.tests.conftest import result_of
from xinlu.kernel.crypto import KeyRing, SigningKey
from xinlu.registry import vault
from xinlu.rules.receipts import read
from xinlu.rules.receipts.checking import check
from xinlu.rules.receipts.packing import Archive

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _kept_apart(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "files"


@pytest.fixture
def sealed(publicised):
    sealing.seal(publicised.pk)
    return Run.objects.get(pk=publicised.pk)


def findings(receipt, data=None):
    return [(one.part, one.state, one.code) for one in check(receipt, receipts.public_keys(), data)]


def archive_of(run: Run, settings) -> Path:
    """Return the archive in plain, as somebody has it who was given it."""
    path = Path(settings.MEDIA_ROOT) / "given.parquet"
    path.write_bytes(b"".join(vault.pieces(RunReceipt.objects.get(run=run).stored_name)))
    return path


def kept(run: Run, settings) -> Path:
    return Path(settings.MEDIA_ROOT) / RunReceipt.objects.get(run=run).stored_name


def test_a_published_run_waits_for_its_receipts_until_they_are_signed(publicised):
    assert runs.seal_public() == 0  # it waits since it was publicised
    assert receipts.of_run(publicised) is None

    sealing.seal(publicised.pk)

    assert not sealing.unsealed().exists()
    assert AuditEntry.objects.filter(act="run.sign", target_id=str(publicised.pk)).count() == 1


def test_every_receipt_of_a_run_checks_and_rebuilds(sealed, firms, settings):
    for firm in firms:
        receipt = receipts.of_result(result_of(sealed, firm))
        again = read(json.dumps(receipt.written(), ensure_ascii=False))

        assert again == receipt
        assert {state for _, state, _ in findings(again, archive_of(sealed, settings))} == {"good"}


def test_a_receipt_of_the_whole_run_rebuilds_every_result(sealed, settings):
    found = list(
        check(receipts.of_run(sealed), receipts.public_keys(), archive_of(sealed, settings))
    )

    assert {one.state for one in found} == {"good"}
    assert found[-1].params == {"equal": 3, "different": 0, "unread": 0}


def test_sealing_twice_signs_once(sealed):
    first = RunReceipt.objects.get()

    sealing.seal(sealed.pk)

    assert RunReceipt.objects.get() == first
    assert ResultProof.objects.count() == 3


def test_sealing_goes_on_where_it_was_cut_short(publicised, firms):
    sealing.seal(publicised.pk)
    RunReceipt.objects.all().delete()
    ResultProof.objects.filter(index=2).delete()

    sealing.seal(publicised.pk)

    run = Run.objects.get(pk=publicised.pk)
    assert all(receipts.of_result(result_of(run, firm)).is_proved for firm in firms)


def test_results_that_are_not_public_get_no_receipt(proposed):
    sealing.seal(proposed.pk)

    assert not RunReceipt.objects.exists()


def test_a_result_changed_after_signing_has_a_receipt_that_does_not_check(sealed, firms):
    result = result_of(sealed, firms[1])
    result.verdict["grade"] = "AA"
    result.save()

    assert ("inclusion", "bad", "no-path") in findings(receipts.of_result(result))


def test_receipts_of_an_earlier_key_still_check(sealed, firms, settings):
    before = receipts.of_result(result_of(sealed, firms[0]))
    settings.SIGNING_KEY = "ab" * 32
    RunReceipt.objects.all().delete()

    sealing.seal(sealed.pk)

    after = receipts.of_result(result_of(Run.objects.get(pk=sealed.pk), firms[0]))
    assert [key.key_id for key in receipts.known_keys()] == [
        after.statement.key,
        before.statement.key,
    ]
    assert findings(before)[0] == findings(after)[0] == ("signature", "good", "signed")


def test_a_key_of_production_is_ones_own():
    with pytest.raises(Exception, match="XINLU_SIGNING_KEY"):
        sealing.key_of("", True)
    with pytest.raises(Exception, match="XINLU_SIGNING_KEY"):
        sealing.key_of(SigningKey.development().secret.hex(), True)


def test_a_receipt_is_found_by_its_code_alone(sealed, firms):
    receipt = receipts.of_result(result_of(sealed, firms[0]))
    index, code = receipt.result.index, receipts.code_of(receipt)

    assert receipts.referred(sealed.uid, index, code) == receipt
    assert receipts.referred(sealed.uid, index + 1, code) is None
    assert receipts.referred(sealed.uid, index, "0" * 32) is None
    assert receipts.referred(uuid4(), index, code) is None


# --- what became of it ---------------------------------------------------------------------------


def test_a_receipt_tells_whether_its_result_is_still_published(sealed, firms, approver):
    receipt = receipts.of_result(result_of(sealed, firms[0]))
    assert receipts.fate(receipt).standing == "publicised"
    assert receipts.fate(receipt).result.subject == firms[0]

    runs.withdraw(sealed, by=approver, reason="示例:输入有误")

    assert receipts.fate(receipt).standing == "withdrawn"
    assert receipts.fate(receipt).result is None


# --- taking the archive out ----------------------------------------------------------------------


def test_an_archive_is_given_out_with_a_reason_and_a_line_in_the_ledger(
    sealed, evaluator, settings
):
    given = receipts.export(sealed, by=evaluator, reason="示例:第三方复算")

    content = b"".join(given.pieces)
    assert (
        hashlib.sha256(content).hexdigest() == given.digest == sealed.receipt.statement["archive"]
    )
    assert len(content) == given.size
    assert AuditEntry.objects.filter(act="archive.export", target_id=str(sealed.pk)).count() == 1


def test_an_archive_is_not_given_out_without_a_reason_or_to_a_county(
    sealed, evaluator, county_evaluator
):
    with pytest.raises(Refused, check=lambda said: said.code == "reason-missing"):
        receipts.export(sealed, by=evaluator, reason=" ")
    with pytest.raises(NotPermitted):
        receipts.export(sealed, by=county_evaluator, reason="示例")

    assert not AuditEntry.objects.filter(act="archive.export").exists()


def test_a_run_without_receipt_has_no_archive(publicised, evaluator):
    with pytest.raises(Refused, check=lambda said: said.code == "not-signed"):
        receipts.export(publicised, by=evaluator, reason="示例")


def test_an_archive_that_is_lost_or_altered_is_not_given_out(sealed, evaluator, settings):
    file = kept(sealed, settings)
    content = file.read_bytes()

    file.write_bytes(content[:-1] + bytes([content[-1] ^ 1]))
    with pytest.raises(Refused, check=lambda said: said.code == "archive-broken"):
        receipts.export(sealed, by=evaluator, reason="示例")
    file.unlink()
    with pytest.raises(Refused, check=lambda said: said.code == "archive-missing"):
        receipts.export(sealed, by=evaluator, reason="示例")

    assert not AuditEntry.objects.filter(act="archive.export").exists()


def test_an_archive_lies_sealed(sealed, settings):
    content = kept(sealed, settings).read_bytes()

    assert content.startswith(b"dev$")
    assert b"PAR1" not in content
    assert not list(Path(settings.MEDIA_ROOT).rglob("*.parquet"))


def test_a_new_key_seals_archives_anew_and_their_receipts_stay(sealed, evaluator, settings):
    [(_, dev)] = KeyRing.development().keys
    before = archive_of(sealed, settings).read_bytes()
    settings.DATA_KEYS = f"new:{'11' * 16},dev:{dev.hex()}"

    call_command("rotate_keys")

    settings.DATA_KEYS = f"new:{'11' * 16}"
    assert kept(sealed, settings).read_bytes().startswith(b"new$")
    assert archive_of(sealed, settings).read_bytes() == before
    assert [path.suffix for path in (Path(settings.MEDIA_ROOT) / "archives").rglob("*.*")] == [
        ".new"
    ]


def test_an_archive_holds_public_codes_and_no_names(sealed, settings):
    with Archive(archive_of(sealed, settings)) as archive:
        held = "".join(str(row) for _, _, rows in archive.groups() for row in rows)

    assert "91500101MA00000002" in held
    assert "示例乙" not in held

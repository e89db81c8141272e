from uuid import uuid4

import pytest
from django.db.models import QuerySet
from django.utils import timezone

from xinlu.accounts.models import AuditEntry
from xinlu.accounts.services import audit
from xinlu.desk.tests.desk_cast import at_work, do, page, three_rows, uploaded

AUDIT, VERIFY = "/desk/audit/", "/desk/audit/verify/"


@pytest.fixture
def auditor(desk):
    return at_work(desk.auditor)


@pytest.fixture
def sealed(clerk, tmp_path):
    """A batch that was sent and discarded, all of it sealed in the chain."""
    batch = uploaded(clerk, three_rows(tmp_path / "处罚.xlsx"))
    do(clerk, f"/desk/imports/{batch.uid}/discard/", nonce=uuid4().hex)
    audit.seal(timezone.now())
    return batch


def test_the_auditor_reads_who_did_what_to_what(auditor, sealed):
    shown = page(auditor, AUDIT)

    assert "接收批次" in shown
    assert "放弃批次" in shown
    assert "示例home-clerk" in shown
    assert "处罚.xlsx" in shown
    assert "每日账首指纹" in shown


def test_the_auditor_finds_the_chain_whole(auditor, sealed):
    said = do(auditor, VERIFY)

    assert "账链完整" in said
    assert f"从头校验了 {AuditEntry.objects.count()} 行" in said


def test_an_entry_that_was_changed_is_named(auditor, sealed):
    entry = AuditEntry.objects.get(act="batch.discard")
    QuerySet(AuditEntry).filter(pk=entry.pk).update(actor_id="999")

    said = do(auditor, VERIFY)

    assert "账链对不上" in said
    assert f"留痕编号 {entry.pk}" in said


def test_an_officer_reads_only_what_they_did_themselves(desk, clerk, neighbour, sealed):
    assert "处罚.xlsx" in page(clerk, AUDIT)
    assert "接收批次" not in page(neighbour, AUDIT).partition("<table")[2]


def test_only_auditors_and_administrators_verify(desk, clerk, auditor):
    assert clerk.post(VERIFY).status_code == 403
    assert at_work(desk.admin).get(VERIFY).status_code == 405
    assert auditor.get(VERIFY).status_code == 405


@pytest.mark.parametrize(
    ("good", "bad"),
    [
        ({"act": "batch.discard"}, {"act": "run.ask"}),
        ({"who": "HOME-CLERK"}, {"who": "moxi-clerk"}),
        ({"target": "collection.batch"}, {"target": "evaluation.run"}),
        ({"since": "2020-01-01"}, {"since": "2999-01-01"}),
        ({"until": "2999-01-01"}, {"until": "2020-01-01"}),
    ],
)
def test_the_ledger_is_narrowed_by_each_field_of_the_form(auditor, sealed, good, bad):
    assert "处罚.xlsx" in page(auditor, AUDIT, **good)
    assert "没有符合条件的留痕" in page(auditor, AUDIT, **bad)

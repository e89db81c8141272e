import io
import itertools
import threading
from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, connections
from django.utils import timezone

from xinlu.accounts.actors import SYSTEM
from xinlu.accounts.acts import record
from xinlu.accounts.models import AuditEntry, AuditHead
from xinlu.accounts.models.ledger import LedgerIsFinal
from xinlu.accounts.services import audit

NOW = timezone.now()


@pytest.fixture
def ledger(db):
    """Six entries, sealed."""
    for number in range(6):
        record(f"thing.act-{number}", None, by=SYSTEM, details={"number": number})
    assert audit.seal(NOW) == 6
    return list(AuditEntry.objects.order_by("id"))


def by_hand(sql, *values):
    """Do to the table what no program of ours would."""
    with connection.cursor() as cursor:
        cursor.execute(sql, values)


def fault():
    found = audit.verify()
    assert found.fault is not None
    return found.fault.kind, found.fault.position, found.fault.entry_id, found.fault.act


def test_a_sealed_ledger_holds_from_first_to_last(ledger):
    found = audit.verify()

    assert found.is_whole
    assert (found.checked, found.unsealed) == (6, 0)
    last = AuditEntry.objects.get(position=6)
    assert (found.position, found.hash) == (6, last.hash)
    assert AuditHead.objects.get().hash == last.hash


def test_entries_are_chained_in_the_order_of_their_ids(ledger):
    chained = list(AuditEntry.objects.order_by("position"))

    assert [entry.pk for entry in chained] == [entry.pk for entry in ledger]
    assert chained[0].previous == audit.GENESIS
    assert all(b.previous == a.hash for a, b in itertools.pairwise(chained))


def test_sealing_goes_on_where_it_stopped_and_keeps_a_head_for_each_day(ledger):
    record("thing.later", None, by=SYSTEM, details={})

    assert audit.seal(NOW + timedelta(days=1)) == 1
    assert audit.seal(NOW + timedelta(days=1)) == 0

    assert [head.position for head in AuditHead.objects.order_by("day")] == [6, 7]
    assert audit.verify().is_whole


def test_an_entry_that_waits_to_be_sealed_is_counted_and_no_fault(ledger):
    record("thing.fresh", None, by=SYSTEM, details={})

    found = audit.verify()

    assert found.is_whole
    assert found.unsealed == 1


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("at", "2020-01-01 00:00:00+00:00"),
        ("act", "thing.other"),
        ("actor_kind", "officer"),
        ("actor_id", "7"),
        ("authority_id", "7"),
        ("target_kind", "x.y"),
        ("target_id", "7"),
        ("digest", "0" * 64),
        ("facts", '{"state": "other"}'),
        ("previous", "1" * 64),
        ("hash", "2" * 64),
    ],
)
@pytest.mark.parametrize("number", [0, 3, 5])
def test_a_changed_field_names_its_entry(ledger, field, value, number):
    entry = ledger[number]
    by_hand(f"UPDATE accounts_auditentry SET {field} = %s WHERE id = %s", value, entry.pk)

    kind, position, entry_id, _ = fault()

    assert (kind, position, entry_id) == ("changed", number + 1, entry.pk)


@pytest.mark.parametrize("number", [0, 3])
def test_an_entry_changed_together_with_its_hash_is_named_all_the_same(ledger, number):
    entry = ledger[number]
    by_hand("UPDATE accounts_auditentry SET actor_id = '7' WHERE id = %s", entry.pk)
    row = AuditEntry.objects.values_list(*audit.FIELDS).get(pk=entry.pk)
    stored = AuditEntry.objects.get(pk=entry.pk)
    forged = audit.hash_of(row, stored.position, stored.previous)
    by_hand("UPDATE accounts_auditentry SET hash = %s WHERE id = %s", forged, entry.pk)

    assert fault() == ("changed", number + 1, entry.pk, entry.act)


@pytest.mark.parametrize("number", [0, 2])
def test_a_removed_entry_is_named_by_what_was_announced_of_it(ledger, number):
    gone = ledger[number]
    by_hand("DELETE FROM accounts_auditentry WHERE id = %s", gone.pk)

    assert fault() == ("missing", number + 1, gone.pk, gone.act)


def test_a_removed_entry_is_missed_even_without_its_announcement(ledger):
    by_hand("DELETE FROM accounts_auditentry WHERE id = %s", ledger[2].pk)
    by_hand("DELETE FROM accounts_announcement")

    assert fault() == ("missing", 3, None, "")


@pytest.mark.parametrize("count", [1, 3])
def test_a_tail_that_was_cut_off_is_missed_from_its_first_entry_on(ledger, count):
    for entry in ledger[-count:]:
        by_hand("DELETE FROM accounts_auditentry WHERE id = %s", entry.pk)

    first = ledger[-count]
    assert fault() == ("cut-off", 7 - count, first.pk, first.act)


def test_a_ledger_that_was_emptied_is_missed(ledger):
    by_hand("DELETE FROM accounts_auditentry")

    assert fault()[:3] == ("cut-off", 1, ledger[0].pk)


def test_an_entry_taken_out_of_the_chain_is_named(ledger):
    by_hand("UPDATE accounts_auditentry SET position = NULL WHERE id = %s", ledger[2].pk)

    assert fault() == ("missing", 3, ledger[2].pk, ledger[2].act)


def test_two_entries_that_changed_places_are_named(ledger):
    second, fourth = ledger[1], ledger[3]
    by_hand("UPDATE accounts_auditentry SET position = 99 WHERE id = %s", second.pk)
    by_hand("UPDATE accounts_auditentry SET position = 2 WHERE id = %s", fourth.pk)
    by_hand("UPDATE accounts_auditentry SET position = 4 WHERE id = %s", second.pk)

    assert fault() == ("changed", 2, fourth.pk, fourth.act)


def test_two_entries_that_exchanged_their_content_are_named(ledger):
    second, fourth = ledger[1], ledger[3]
    for into, source in ((second, fourth), (fourth, second)):
        by_hand(
            "UPDATE accounts_auditentry SET act = %s, digest = %s WHERE id = %s",
            source.act,
            source.digest,
            into.pk,
        )

    assert fault()[:3] == ("changed", 2, second.pk)


def test_a_ledger_rewritten_as_a_whole_does_not_fit_the_head_that_was_kept(ledger):
    by_hand("UPDATE accounts_auditentry SET actor_id = '7' WHERE id = %s", ledger[0].pk)
    previous = audit.GENESIS
    for position, row in enumerate(AuditEntry.objects.order_by("id").values_list(*audit.FIELDS), 1):
        forged = audit.hash_of(row, position, previous)
        by_hand(
            "UPDATE accounts_auditentry SET previous = %s, hash = %s WHERE id = %s",
            previous,
            forged,
            row[0],
        )
        previous = forged

    assert fault() == ("head", 6, ledger[5].pk, ledger[5].act)


@pytest.mark.parametrize(
    "sql",
    ["DELETE FROM accounts_audithead", "UPDATE accounts_audithead SET hash = 'x', position = 5"],
)
def test_heads_that_do_not_fit_are_a_fault(ledger, sql):
    by_hand(sql)

    assert fault()[0] == "head"


def test_nothing_is_sealed_upon_a_tail_that_is_not_the_one_sealed_last(ledger):
    by_hand("DELETE FROM accounts_auditentry WHERE id = %s", ledger[5].pk)
    record("thing.later", None, by=SYSTEM, details={})

    with pytest.raises(audit.ChainBroken):
        audit.seal(NOW)

    assert AuditEntry.objects.filter(position__isnull=True).count() == 1


def test_the_model_refuses_to_change_or_remove_an_entry(ledger):
    entry = ledger[0]
    entry.act = "thing.other"

    with pytest.raises(LedgerIsFinal):
        entry.save()
    with pytest.raises(LedgerIsFinal):
        entry.delete()
    with pytest.raises(LedgerIsFinal):
        AuditEntry.objects.all().delete()
    with pytest.raises(LedgerIsFinal):
        AuditEntry.objects.update(act="x")
    with pytest.raises(LedgerIsFinal):
        AuditEntry.objects.bulk_update([entry], ["act"])
    assert audit.verify().is_whole


def test_the_command_verifies_seals_and_prints_the_head(db):
    said = io.StringIO()
    record("thing.one", None, by=SYSTEM, details={})

    for verb in ("seal", "verify", "head"):
        call_command("audit", verb, stdout=said)

    assert "1 entries sealed." in said.getvalue()
    assert "The ledger holds: 1 entries" in said.getvalue()
    assert AuditHead.objects.get().hash in said.getvalue()


def test_the_command_fails_and_names_the_entry(ledger):
    by_hand("UPDATE accounts_auditentry SET act = 'x' WHERE id = %s", ledger[2].pk)

    with pytest.raises(CommandError, match=rf"entry={ledger[2].pk} position=3 act=x kind=changed"):
        call_command("audit", "verify")


def test_one_tick_seals_what_waits(db):
    record("thing.one", None, by=SYSTEM, details={})

    call_command("tick", "--once")

    assert AuditEntry.objects.get(act="thing.one").position == 1
    assert not AuditEntry.objects.filter(position=None).exists()


@pytest.mark.django_db(transaction=True)
def test_two_sealers_at_once_make_one_chain():
    for number in range(300):
        record("thing.act", None, by=SYSTEM, details={"number": number})
    together, sealed = threading.Barrier(2), []

    def run():
        together.wait()
        try:
            sealed.append(audit.seal(NOW))
        finally:
            connections.close_all()

    sealers = [threading.Thread(target=run) for _ in range(2)]
    for sealer in sealers:
        sealer.start()
    for sealer in sealers:
        sealer.join()
    audit.seal(NOW)

    assert len(sealed) == 2
    found = audit.verify()
    assert found.is_whole
    assert (found.checked, found.unsealed) == (300, 0)

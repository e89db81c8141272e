"""What was kept for its time is sealed by two officers, and what something needs stays open."""

import json
from datetime import date

import pytest
from django.core.management import call_command

from xinlu.accounts import words
from xinlu.accounts.actors import officer
from xinlu.accounts.acts import NotAllowed, NotPermitted, Refused, SamePerson
from xinlu.accounts.models import AuditEntry
from xinlu.accounts.tests.cast import a_post
from xinlu.collection import retention
from xinlu.collection.covering import uncover
from xinlu.collection.models import Record, RetentionOrder, Tombstone
from xinlu.collection.services import keys
from xinlu.collection.services import retention as services
from xinlu.collection.tests.batch_cast import TODAY, Senders, a_file, stored

OLD = date(2019, 3, 1)


class Keepers(Senders):
    """Ten old penalties of firms and persons; who asks for sealing, and who decides."""

    def __init__(self, folder):
        super().__init__()
        stored(a_file(folder / "penalties.xlsx", 10, firms=3, people=3))
        Record.objects.update(happened_on=OLD, item_code="AP-PENALTY")
        for record in Record.objects.all():
            record.values["valid_until"] = "2020-03-01"
            record.save(update_fields=["values"])
        self.keeper = officer(self.admin, TODAY)
        self.county_keeper = officer(self.yundu_admin, TODAY)
        self.approver = officer(self.in_post("approver", self.city, "approver"), TODAY)

    def proposed(self, **more):
        told = {"by": self.keeper, "on": TODAY, "reason": "留存期满", **more}
        return services.propose(None, **told)

    def approved(self):
        return services.approve(self.proposed(), by=self.approver, reason="同意")


@pytest.fixture
def keepers(db, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "files"
    return Keepers(tmp_path)


def test_what_is_due_is_sealed_and_the_record_stays(keepers):
    before = {each.pk: dict(each.values) for each in Record.objects.all()}
    order = keepers.approved()

    assert services.carry_out() == 10

    order.refresh_from_db()
    assert (order.state, order.due_count, order.sealed_count) == ("done", 10, 10)
    for record in Record.objects.select_related("subject", "tombstone"):
        shown = json.dumps(record.values, ensure_ascii=False)
        was = before[record.pk]
        number = was["id_number"]["shown"] if record.subject.kind == "person" else ""
        for key in record.tombstone.keys:
            assert record.values[key]["shown"] == retention.SEALED
        if record.subject.kind == "person":
            assert {"subject_name", "id_number"} <= set(record.tombstone.keys)
            assert number not in shown
            assert was["subject_name"] not in shown
        else:
            assert record.tombstone.keys == ["legal_representative"]
            assert record.values["subject_name"] == was["subject_name"]
        assert record.values["document_number"] == was["document_number"]
    acts = AuditEntry.objects.filter(act__startswith="retention.")
    assert [each.act.partition(".")[2] for each in acts.order_by("pk")] == [
        "propose", "approve", "finish",
    ]  # fmt: skip


def test_what_was_sealed_opens_with_the_keys_and_is_sealed_anew_with_new_ones(keepers, settings):
    person = Record.objects.filter(subject__kind="person").first()
    name = person.values["subject_name"]
    keepers.approved()
    services.carry_out()

    keys.rotate()

    person.refresh_from_db()
    held = person.values["subject_name"]
    assert uncover(held, field="subject_name", row=person.uid.hex) == name


def test_what_something_needs_stays_open(keepers):
    contested, permitted, recent, *_ = Record.objects.order_by("pk")
    Record.objects.filter(pk=contested.pk).update(is_contested=True)
    permitted.values["valid_until"] = "2099-12-31"
    permitted.save(update_fields=["values"])
    Record.objects.filter(pk=recent.pk).update(happened_on=date(2021, 5, 11))

    figures = retention.dry_run(TODAY)
    keepers.approved()
    services.carry_out()

    left = set(Record.objects.filter(tombstone__isnull=True).values_list("pk", flat=True))
    assert left == {contested.pk, permitted.pk, recent.pk}
    assert figures == [retention.Figure("AP-PENALTY", 2019, 7, 1)]


def test_one_more_day_makes_the_difference(keepers):
    Record.objects.update(happened_on=date(2021, 5, 11))

    assert retention.total(retention.dry_run(date(2026, 5, 11))) == 0
    assert retention.total(retention.dry_run(date(2026, 5, 12))) == 10


def test_nobody_seals_alone(keepers):
    a_post(keepers.admin, keepers.city, "approver")
    both = officer(keepers.admin, TODAY)
    with pytest.raises(NotPermitted):
        keepers.proposed(by=keepers.county_keeper)
    with pytest.raises(NotPermitted):
        keepers.proposed(by=keepers.approver)
    order = keepers.proposed()
    with pytest.raises(SamePerson):
        services.approve(order, by=both, reason="自己审定")

    assert services.carry_out() == 0
    assert not Tombstone.objects.exists()


def test_a_refused_order_seals_nothing_and_another_may_follow(keepers):
    order = keepers.proposed()
    with pytest.raises(Refused) as again:
        keepers.proposed()
    assert "办结" in words.said(again.value)
    services.refuse(order, by=keepers.approver, reason="案件未结")
    with pytest.raises(NotAllowed):
        services.approve(order, by=keepers.approver, reason="改主意")

    assert services.carry_out() == 0
    assert keepers.proposed().state == "proposed"


def test_cut_short_it_goes_on_with_the_rest(keepers, monkeypatch):
    keepers.approved()
    monkeypatch.setattr(services, "AT_ONCE", 4)
    order = RetentionOrder.objects.get()
    services._seal_some(order)
    assert Tombstone.objects.count() == 4

    assert services.carry_out() == 6
    assert services.carry_out() == 0
    assert RetentionOrder.objects.get().sealed_count == 10


def test_nothing_due_is_not_worth_an_order(keepers):
    Record.objects.update(happened_on=TODAY)

    with pytest.raises(Refused, match="due"):
        keepers.proposed()


def test_the_command_tells_and_seals_only_what_was_approved(keepers, capsys):
    call_command("retention", "--on", TODAY.isoformat())
    told = capsys.readouterr().out
    assert "2019 年：到期 10 条" in told
    call_command("retention", "--seal")
    assert "已封存 0 条" in capsys.readouterr().out
    assert not Tombstone.objects.exists()

    keepers.approved()
    call_command("retention", "--seal")

    assert "已封存 10 条" in capsys.readouterr().out

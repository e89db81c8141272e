"""更正: field by field, by two officers where it is seen outside; one in force, none lost."""

from contextlib import suppress
from random import Random

import pytest
from django.db.models import Sum
from django.utils import timezone

from xinlu.accounts.acts import DoneBefore, NotAllowed, NotPermitted, Refused, SamePerson
from xinlu.accounts.models import AuditEntry, Role
from xinlu.collection.histories import history
from xinlu.collection.models import Batch, Correction, Decision, Record, Tally
from xinlu.collection.services import batches, corrections
from xinlu.collection.services.correcting import RowUnfit, plain_values
from xinlu.collection.services.corrections import Proof
from xinlu.collection.templates import load_template
from xinlu.collection.tests import decision_files as files
from xinlu.collection.tests.batch_cast import a_file, stored
from xinlu.collection.tests.test_commitments import a_promise
from xinlu.collection.tests.test_decisions import at
from xinlu.registry.models import Subject

State = Correction.State


@pytest.fixture
def record(senders, tmp_path):
    """One penalty, sent in time by the first county."""
    batch = files.sent(
        files.penalties(tmp_path / "处罚.csv", files.penalty_row(1)),
        senders.by_clerk,
        at("2026-09-25"),
    )
    return batch.records.get()


@pytest.fixture
def second(senders):
    return senders.act_as("second-eyes", Role.REVIEWER, senders.city)


def propose(record, by, *, cause="entry", reason="录入时多写一个零", now=None, **more):
    given = {"changes": {"fine": "0.2"}, **more}
    now = now or timezone.now()
    return corrections.propose(record, by=by, cause=cause, reason=reason, now=now, **given)


def confirm(correction, by, now=None):
    return corrections.confirm(correction, by=by, now=now or timezone.now())


def in_force():
    return Record.objects.in_force()


def test_a_published_record_is_corrected_once_a_second_officer_confirms(senders, record, second):
    Record.objects.update(is_contested=True)
    proof = Proof("C:\\更正书.pdf", b"%PDF-1.4 \xe4")
    proposed = propose(record, senders.by_clerk, proof=proof)

    assert proposed.state == State.PROPOSED
    assert in_force().get() == record
    with pytest.raises(NotPermitted):
        confirm(proposed, senders.by_clerk)
    made = confirm(proposed, second)

    new = in_force().get()
    record.refresh_from_db()
    assert (made.state, made.into, new.supersedes) == (State.MADE, new, record)
    assert (new.values["fine"], record.values["fine"]) == ("0.2", "0.1")
    assert {**new.values, "fine": ""} == {**record.values, "fine": ""}
    assert (new.batch, new.row, new.sheet_name) == (record.batch, record.row, record.sheet_name)
    assert new.subject == record.subject
    assert new.is_contested
    assert (record.state, record.key) == (Record.State.SUPERSEDED, None)
    assert made.file_name == "更正书.pdf"
    told = history(record, names=True)
    assert [step.word for step in told] == ["报送", "入库", "提出更正", "复核通过，已更正"]
    assert "罚款金额(万元)：0.1 → 0.2" in told[2].note
    assert "录入错误：录入时多写一个零" in told[2].note
    assert [str(senders.clerk), str(second.user)] == [told[2].by, told[3].by]
    acts = AuditEntry.objects.filter(act__startswith="correction.").order_by("id")
    assert [entry.act for entry in acts] == ["correction.propose", "correction.confirm"]


def test_what_nobody_outside_sees_is_corrected_at_once(senders, tmp_path):
    heads = ["车牌号", "车牌颜色", "处罚决定日期", "行政处罚决定书文号"]
    row = ["渝X12345", "黄", "2026-03-20", "示超罚〔2026〕7号"]
    batch = stored(files.csv(tmp_path / "超限.csv", heads, [row]), senders.by_clerk, "overload")
    record = batch.records.get()

    made = propose(record, senders.by_clerk, changes={"plate": "渝X54321"}, cause="subject")

    assert made.state == State.MADE
    new = in_force().get()
    assert new.subject != record.subject
    assert str(new.subject.code).startswith("渝X54321")
    assert not new.subject.is_pending
    assert Subject.objects.get(pk=record.subject_id).is_pending
    assert [step.word for step in history(new, names=False)] == ["报送", "入库", "更正"]


def test_new_values_are_judged_as_those_of_any_row(senders, record):
    def refused(**changes):
        with pytest.raises(RowUnfit) as told:
            propose(record, senders.by_clerk, changes=changes)
        return [(each.code, each.key) for each in told.value.refusals]

    assert ("identifier-check", "credit_code") in refused(credit_code="91500101MAO000001Q")
    assert refused(violation_facts="") == [("missing", "violation_facts")]
    assert refused(decided_on="2099-01-01")[0][0] == "date-in-future"
    for code, changes in (
        ("correction-field", {"fines": "1"}),
        ("correction-nothing", {"fine": " 0.10 "}),
    ):
        with pytest.raises(Refused) as told:
            propose(record, senders.by_clerk, changes=changes)
        assert told.value.code == code
    for code, given in (
        ("correction-cause", {"cause": "mood"}),
        ("correction-cause", {"cause": "source"}),
        ("reason-missing", {"reason": "  "}),
        ("attachment-kind", {"proof": Proof("证据.exe", b"MZ")}),
    ):
        with pytest.raises(Refused) as told:
            propose(record, senders.by_clerk, **given)
        assert told.value.code == code
    assert not Correction.objects.exists()


def test_a_fact_that_another_record_holds_cannot_be_taken(senders, record, tmp_path):
    other = files.sent(
        files.penalties(tmp_path / "另.csv", files.penalty_row(2)),
        senders.by_clerk,
        at("2026-09-25"),
    ).records.get()
    taken = {key: other.values[key] for key in ("document_number", "subject_name", "credit_code")}

    with pytest.raises(RowUnfit, match="rules") as told:
        propose(record, senders.by_clerk, changes=taken)

    assert [each.code for each in told.value.refusals] == ["duplicate"]


def test_who_did_not_send_it_does_not_correct_it(senders, record, second):
    elsewhere = senders.home_authority(senders.home)
    stranger = senders.act_as("stranger", Role.CLERK, elsewhere)
    reviewer_elsewhere = senders.act_as("elsewhere", Role.REVIEWER, elsewhere)
    with pytest.raises(NotPermitted) as told:
        propose(record, stranger)
    assert told.value.code == "correction-not-own"
    proposed = propose(record, second)
    with pytest.raises(SamePerson):
        confirm(proposed, second)
    with pytest.raises(NotPermitted):
        confirm(proposed, reviewer_elsewhere)
    with pytest.raises(NotPermitted):
        corrections.retract(proposed, by=senders.by_clerk, reason="看错了", now=timezone.now())
    assert record == in_force().get()


def test_double_clicks_and_two_officers_have_one_winner(senders, record, second):
    third = senders.act_as("third-eyes", Role.REVIEWER, senders.city)
    proposed = propose(record, senders.by_clerk, nonce="once")
    with pytest.raises(DoneBefore):
        propose(record, senders.by_clerk, nonce="once")
    with pytest.raises(NotAllowed) as told:
        propose(record, senders.by_clerk, changes={"fine": "0.3"})
    assert told.value.code == "correction-open"

    stale = Correction.objects.get(pk=proposed.pk)
    confirm(proposed, second)
    for act in (
        confirm,
        lambda one, by: corrections.refuse(one, by=by, reason="不实", now=timezone.now()),
    ):
        with pytest.raises(NotAllowed):
            act(stale, third)
    with pytest.raises(NotAllowed) as told:
        propose(record, senders.by_clerk)

    assert told.value.code == "correction-gone"
    assert in_force().count() == 1
    assert Correction.objects.count() == 1


def test_withdrawing_the_batch_ends_the_whole_chain_and_what_waits(senders, record, second):
    made = confirm(propose(record, senders.by_clerk), second)
    waiting = propose(made.into, senders.by_clerk, changes={"fine": "0.3"})

    batches.withdraw(record.batch, by=second, reason="整批报错", now=timezone.now())

    waiting.refresh_from_db()
    record.refresh_from_db()
    assert (waiting.state, record.state) == (State.LAPSED, Record.State.SUPERSEDED)
    assert not in_force().exists()
    assert not Record.objects.exclude(key=None).exists()
    assert not Decision.objects.exists()
    assert history(record, names=True)[-1].word == "撤回"
    with pytest.raises(NotAllowed):
        confirm(waiting, second)
    with pytest.raises(NotAllowed):
        propose(Record.objects.get(pk=made.into_id), senders.by_clerk)


def test_a_correction_makes_nothing_late_and_is_counted_once(senders, record, second):
    before = Decision.objects.get()

    confirm(propose(record, senders.by_clerk, changes={"decided_on": "2026-09-24"}), second)

    after = Decision.objects.get()
    assert after.pk == before.pk
    assert after.record == in_force().get()
    assert (before.sent_on, before.passed_on) == (after.sent_on, after.passed_on)
    assert str(after.decided_on) == "2026-09-24"
    assert after.due_on > before.due_on


def test_a_wrong_number_leaves_what_others_told_of_it_and_takes_the_sending_along(
    senders, record, second, tmp_path
):
    register = files.register(tmp_path / "登记.csv", 1)
    files.sent(register, senders.by_clerk, at("2026-09-24"), "decision-register")
    right = {"document_number": files.number(9)}

    confirm(propose(record, senders.by_clerk, changes=right), second)

    registered, sent = Decision.objects.order_by("number")
    assert (registered.number, registered.sent_on, registered.record) == (
        files.number(1),
        None,
        None,
    )
    assert (sent.number, str(sent.sent_on)) == (files.number(9), "2026-09-25")
    new = in_force().get(template="penalty")
    assert sent.record == new
    back = {"document_number": files.number(1)}
    confirm(propose(new, senders.by_clerk, changes=back), second)
    [one] = Decision.objects.all()
    assert (one.number, str(one.sent_on)) == (files.number(1), "2026-09-25")
    assert one.register_batch is not None


def test_a_persons_number_is_sealed_anew_and_never_shown(senders, tmp_path, second):
    batch = stored(a_file(tmp_path / "人.xlsx", 8, firms=1, people=3), senders.by_clerk)
    record, *others = [one for one in batch.records.all() if "id_number" in one.values]
    other = next(one for one in others if one.subject_id != record.subject_id)
    number = plain_values(other)["id_number"]
    changes = {"id_number": number, "subject_name": other.values["subject_name"]}

    proposed = propose(record, senders.by_clerk, changes=changes, cause="subject")
    made = confirm(proposed, second)

    assert number not in str(made.changes)
    assert made.into.subject_id == other.subject_id
    assert plain_values(made.into)["id_number"] == number
    assert number not in " ".join(step.note for step in history(record, names=True))


@pytest.mark.parametrize("seed", range(6))
def test_whatever_is_done_in_whatever_order_one_record_is_in_force_and_none_is_lost(
    senders, tmp_path, second, seed
):
    draw, most = Random(seed), 0
    path = files.penalties(tmp_path / "处罚.csv", *map(files.penalty_row, (1, 2, 3)))
    batch = files.sent(path, senders.by_clerk, at("2026-09-25"))
    for turn in range(30):
        if turn % 13 == 12:
            withdrawn_and_sent_again(batch, path, second, senders)
        else:
            with suppress(Refused):
                do_something(draw, senders, second)
        batch = Batch.objects.latest("pk")
        hold_together(batch)
        assert Record.objects.count() >= most
        most = Record.objects.count()
    assert Correction.objects.filter(state=State.MADE).exists()


def do_something(draw, senders, second):
    """Propose upon whatever record, or decide upon whatever waits, be it allowed or not."""
    waiting = list(Correction.objects.waiting())
    if not waiting or draw.random() < 0.4:
        changes = draw.choice(
            [
                {"fine": f"0.{draw.randrange(1, 9)}"},
                {"document_number": files.number(draw.randrange(1, 6))},
            ]
        )
        record = draw.choice(list(Record.objects.all()))
        propose(record, draw.choice([senders.by_clerk, second]), changes=changes)
        return
    one, now = draw.choice(waiting), timezone.now()
    deed = draw.choice(["confirm", "confirm", "confirm", "refuse", "retract"])
    if deed == "confirm":
        confirm(one, draw.choice([second, senders.by_reviewer]))
    elif deed == "refuse":
        corrections.refuse(one, by=second, reason="不实", now=now)
    else:
        corrections.retract(one, by=senders.by_clerk, reason="看错了", now=now)


def withdrawn_and_sent_again(batch, path, by, senders):
    batches.withdraw(batch, by=by, reason="整批报错", now=timezone.now())
    files.sent(path, senders.by_clerk, at("2026-09-25"))


def hold_together(batch):
    """See that each row of the batch is in force once, and that all counts agree to the row."""
    held = Record.objects.in_force()
    assert sorted(held.values_list("batch", "row")) == [(batch.pk, row) for row in (2, 3, 4)]
    assert held.exclude(key=None).count() == Record.objects.exclude(key=None).count() == 3
    decisions = Decision.objects.filter(sent_on__isnull=False)
    assert {one.record for one in decisions} == set(held)
    assert {one.number for one in decisions} == set(held.values_list("number", flat=True))
    counted = Tally.objects.aggregate(sent=Sum("sent"), passed=Sum("passed"))
    assert counted == {"sent": 3, "passed": 3}
    made = Correction.objects.filter(state=State.MADE)
    assert made.count() == Record.objects.filter(state="superseded").count()
    assert made.count() == Record.objects.exclude(supersedes=None).count()
    for one in made.select_related("record", "into"):
        assert one.into.supersedes == one.record


def test_a_later_row_takes_the_place_of_what_was_corrected_and_gives_it_back(
    senders, second, tmp_path
):
    def promise(name, batch_day, **changes):
        cells = {**a_promise(), **changes}
        heads = [load_template("commitment").sheets[0].field_by_key[key].name for key in cells]
        path = files.csv(tmp_path / name, heads, [list(cells.values())])
        return files.sent(path, senders.by_clerk, at(batch_day), "commitment")

    first = promise("一.csv", "2026-05-01").records.get()
    made = propose(first, senders.by_clerk, changes={"matter": "道路旅客运输经营许可"})
    waiting_batch = promise("二.csv", "2026-05-02", content="承诺全部具备")
    later = waiting_batch.records.get()

    assert made.into == later.supersedes
    assert in_force().get() == later
    told = [step.word for step in history(later, names=False)]
    assert told == ["较早报送的一条", "报送", "入库"]
    other = {"commitment_code": "50011220260401000002"}
    with pytest.raises(Refused) as refused:
        propose(later, senders.by_clerk, changes=other)
    assert refused.value.code == "correction-key"
    batches.withdraw(waiting_batch, by=second, reason="报错了", now=timezone.now())
    assert in_force().get() == made.into
    assert made.into.corrections.count() == 0

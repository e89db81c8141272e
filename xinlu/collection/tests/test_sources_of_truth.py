"""字段级权威来源: what sources state is kept, ranked, compared, and follows a merging."""

import csv
from datetime import date

import pytest
from django.utils import timezone

from xinlu.accounts.actors import officer
from xinlu.accounts.acts import NotAllowed, NotPermitted, Refused
from xinlu.accounts.models import Role
from xinlu.collection.models import Record
from xinlu.collection.services import batches, corrections
from xinlu.collection.templates import load_template
from xinlu.collection.tests.batch_cast import TODAY, stored
from xinlu.collection.tests.checking_samples import FIRM, a_permit
from xinlu.kernel.identifiers.fictional import fictional_credit_code
from xinlu.registry import ranks, statements
from xinlu.registry.models import Discrepancy, StatedValue, Subject
from xinlu.registry.services import discrepancies, mergings, renaming

OTHER = fictional_credit_code(1)
FRESH = "示例江畔货运有限公司"
PERMITTED = a_permit()["subject_name"]


def an_entry(**changes):
    cells = {
        "credit_code": FIRM,
        "name": FRESH,
        "approved_on": "2026-04-01",
        "address": "示例路1号",
    }
    return {**cells, **changes}


def sent(senders, path, template, *rows, by=None):
    fields = load_template(template).sheets[0].fields
    with path.open("w", encoding="utf-8", newline="") as file:
        table = csv.writer(file)
        table.writerow([field.name for field in fields])
        table.writerows([[row.get(field.key, "") for field in fields] for row in rows])
    return stored(path, by or senders.by_clerk, template)


def shown(code=FIRM):
    subject = Subject.objects.get(code=code).standing
    return {one.title: one for one in statements.shown_fields(subject, TODAY)}


@pytest.fixture
def differing(senders, tmp_path):
    """One firm of which the permit gives another name than the register."""
    sent(senders, tmp_path / "permit.csv", "permit", a_permit())
    sent(senders, tmp_path / "entity.csv", "entity", an_entry())
    return Discrepancy.objects.get(is_current=True)


def test_each_field_that_is_ranked_is_one_of_a_template_and_no_number_of_a_person():
    for told in {code: ranks.told_by(code) for code in ("entity", "permit", "overload")}.values():
        assert told
    for code in ("entity", "permit", "driver", "driver-points", "overload", "firm-year"):
        fields = load_template(code).sheets[0].field_by_key
        assert not [each.key for each in ranks.told_by(code) if fields[each.key].secret]


def test_the_register_prevails_over_the_permit_whichever_came_first(senders, differing):
    name = shown()["名称"]

    assert (name.value, name.differs, name.verified) == (FRESH, True, False)
    assert name.why == "按来源次序，市场监管登记在先"
    assert [(voice.source, voice.value, voice.prevails) for voice in name.voices] == [
        ("市场监管登记", FRESH, True),
        ("行政许可", PERMITTED, False),
        ("首次登记", PERMITTED, False),
    ]
    assert shown()["住所"].why == "取自市场监管登记；各来源一致"


def test_what_a_source_says_again_is_not_kept_again(senders, differing, tmp_path):
    before = StatedValue.objects.count()

    again = {"document_number": "示交许〔2026〕2号"}
    sent(senders, tmp_path / "again.csv", "permit", a_permit(**again), a_permit(**again, remark=1))

    assert StatedValue.objects.count() == before


def test_sources_that_agree_at_last_leave_nothing_to_decide(senders, differing, tmp_path):
    Subject.objects.filter(code=FIRM).update(name=FRESH)

    changed = a_permit(document_number="示交许〔2026〕3号", subject_name=f" {FRESH}")
    sent(senders, tmp_path / "again.csv", "permit", changed)

    assert not Discrepancy.objects.filter(is_current=True).exists()
    assert not shown()["名称"].differs


def test_a_late_row_does_not_unsay_what_its_source_said_of_a_later_day(senders, tmp_path):
    sent(senders, tmp_path / "a.csv", "entity", an_entry(address="示例路2号"))
    sent(senders, tmp_path / "b.csv", "entity", an_entry(approved_on="2026-03-01"))

    assert shown()["住所"].value == "示例路2号"
    assert StatedValue.objects.filter(field="address").count() == 2


def test_an_officer_decides_for_as_long_as_sources_say_the_same(senders, differing, tmp_path):
    reason = "更名后许可证尚未换发"
    with pytest.raises(NotPermitted):
        discrepancies.accept(differing, by=senders.by_clerk, origin="permit", reason=reason)
    with pytest.raises(Refused, match="states nothing"):
        discrepancies.accept(differing, by=senders.by_reviewer, origin="driver", reason=reason)
    with pytest.raises(Refused) as unreasoned:
        discrepancies.accept(differing, by=senders.by_reviewer, origin="permit", reason=" ")
    assert unreasoned.value.code == "case-reason-missing"
    discrepancies.ask(differing, by=senders.by_clerk, reason="请发证机关换发许可证")

    discrepancies.accept(differing, by=senders.by_reviewer, origin="permit", reason=reason)
    with pytest.raises(NotAllowed):
        discrepancies.accept(differing, by=senders.by_reviewer, origin="permit", reason=reason)
    name = shown()["名称"]
    assert (name.value, name.why) == (PERMITTED, "经办认定以行政许可为准")
    assert not Discrepancy.objects.at_hand().exists()

    sent(senders, tmp_path / "new.csv", "entity", an_entry(name="示例又一名货运有限公司"))
    assert shown()["名称"].value == "示例又一名货运有限公司"
    [open_one] = Discrepancy.objects.at_hand()
    with pytest.raises(Refused) as over:
        discrepancies.ask(differing, by=senders.by_clerk, reason="x")
    assert (open_one.state, over.value.code) == ("open", "discrepancy-over")


def test_who_is_of_another_place_neither_sees_nor_decides(senders, differing):
    other = senders.act_as("别区审核", Role.REVIEWER, senders.home_authority(senders.home))
    Subject.objects.filter(code=FIRM).update(home_place=senders.yundu)

    assert not Discrepancy.objects.visible_to(other).exists()
    with pytest.raises(NotPermitted):
        discrepancies.accept(differing, by=other, origin="entity", reason="x")


def test_a_withdrawn_batch_states_nothing_and_who_said_the_same_speaks_up(senders, tmp_path):
    first = sent(senders, tmp_path / "a.csv", "entity", an_entry())
    sent(senders, tmp_path / "b.csv", "entity", an_entry(remark="又报"))
    third = sent(senders, tmp_path / "c.csv", "entity", an_entry(address="示例路3号"))

    batches.withdraw(third, by=senders.by_clerk, reason="x", now=third.stored_at)
    batches.withdraw(first, by=senders.by_clerk, reason="x", now=first.stored_at)

    assert shown()["住所"].value == "示例路1号"


def test_statements_follow_a_merging_and_its_undoing_is_its_exact_inverse(
    senders, differing, tmp_path
):
    sent(senders, tmp_path / "o.csv", "entity", an_entry(credit_code=OTHER, address="示例路9号"))
    one, other = Subject.objects.get(code=FIRM), Subject.objects.get(code=OTHER)
    reason = "示例"
    discrepancies.accept(differing, by=senders.by_reviewer, origin="entity", reason=reason)

    def all_told():
        rows = Discrepancy.objects.filter(is_current=True).order_by("pk")
        told = list(rows.values_list("pk", "state", "accepted"))
        return told, [shown(FIRM), shown(OTHER)], StatedValue.objects.count()

    before = all_told()
    one_officer, another = (
        senders.act_as(name, Role.REVIEWER, senders.city) for name in ("市审核甲", "市审核乙")
    )
    merging = mergings.propose(None, by=one_officer, subject=other, into=one, reason=reason)
    mergings.merge(merging, by=another, reason=reason)
    assert shown(FIRM)["住所"].value == "示例路9号"

    mergings.propose_undoing(merging, by=one_officer, reason=reason)
    mergings.undo(merging, by=another, reason=reason)
    assert all_told() == before


def test_a_late_row_is_about_who_held_the_plate_on_its_day(senders, tmp_path):
    plate = {"plate": "渝X10001", "plate_colour": "黄"}
    early = {**plate, "decided_on": "2025-03-01", "document_number": "示罚〔2025〕1号"}
    sent(senders, tmp_path / "a.csv", "overload", early)
    first = Subject.objects.get(kind="vehicle")
    number = first.identifiers.get(scheme="plate")
    renaming.end_number(
        number, by=officer(senders.admin, TODAY), until=date(2026, 1, 1), today=TODAY
    )

    after = {**plate, "decided_on": "2026-02-01", "document_number": "示罚〔2026〕1号"}
    sent(senders, tmp_path / "b.csv", "overload", after)
    late = {**plate, "decided_on": "2025-12-31", "document_number": "示罚〔2025〕9号"}
    on_the_day = {**plate, "decided_on": "2026-01-01", "document_number": "示罚〔2026〕0号"}
    sent(senders, tmp_path / "c.csv", "overload", late, on_the_day)

    second = Subject.objects.exclude(pk=first.pk).get(kind="vehicle")
    told = {record.number: record.subject_id for record in Record.objects.all()}
    assert told == {
        "示罚〔2025〕1号": first.pk,
        "示罚〔2025〕9号": first.pk,
        "示罚〔2026〕1号": second.pk,
        "示罚〔2026〕0号": second.pk,
    }


def test_a_late_row_before_the_plate_is_given_out_again_makes_nobody_new(senders, tmp_path):
    plate = {"plate": "渝X10001", "plate_colour": "黄", "decided_on": "2025-03-01"}
    sent(senders, tmp_path / "a.csv", "overload", {**plate, "document_number": "示罚〔2025〕1号"})
    number = Subject.objects.get(kind="vehicle").identifiers.get(scheme="plate")
    renaming.end_number(
        number, by=officer(senders.admin, TODAY), until=date(2026, 1, 1), today=TODAY
    )

    sent(senders, tmp_path / "b.csv", "overload", {**plate, "document_number": "示罚〔2025〕2号"})

    assert Subject.objects.filter(kind="vehicle").count() == 1
    assert Record.objects.count() == 2


def test_a_corrected_record_states_its_new_value(senders, tmp_path):
    batch = sent(senders, tmp_path / "a.csv", "entity", an_entry())
    [record] = batch.records.all()
    corrections.propose(
        record,
        by=senders.by_clerk,
        changes={"address": "示例路8号"},
        cause="entry",
        reason="x",
        now=timezone.now(),
    )

    assert shown()["住所"].value == "示例路8号"
    assert StatedValue.objects.filter(field="address").count() == 1

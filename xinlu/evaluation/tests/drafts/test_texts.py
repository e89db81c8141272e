"""A draft's texts: begun, changed, restored, kept as they were sent."""

import pytest

from xinlu.accounts.acts import DoneBefore, NotAllowed, NotPermitted
from xinlu.accounts.models import AuditEntry
from xinlu.evaluation import drafts, editions
from xinlu.evaluation.models import Draft, Edition
from xinlu.evaluation.services import consultations
from xinlu.evaluation.services import drafts as services
from xinlu.evaluation.tests.drafting import (
    ASKED,
    DAY,
    changed,
    refusal,
)


def test_a_draft_begins_as_its_edition_with_another_day(draft, base):
    held = editions.standard(base).rulebook

    made = drafts.standard_of(draft).rulebook

    assert made.edition == DAY
    assert made.items == held.items
    assert draft.text.startswith(base.source[:80])
    assert AuditEntry.objects.filter(act="draft.make").count() == 1


def test_a_draft_of_an_edition_that_inherits_stands_by_itself(seeded, evaluator):
    edition = Edition.objects.get(scheme="road-freight-firm")

    draft = services.make(edition, by=evaluator, title="示例", purpose="示例", day=DAY)

    assert "extends" not in draft.text
    assert drafts.standard_of(draft).rulebook.items == editions.standard(edition).rulebook.items


def test_changing_a_number_keeps_the_authors_comments_and_counts_a_version(draft, evaluator):
    before = draft.text

    after = changed(draft, evaluator, **{"bands.AA.from": "96", "bands.A.below": "96"})

    assert "# Only bidders that misbehaved" in after.text
    assert after.text.replace("96", "95") == before.replace("96", "95")
    assert [v.number for v in after.versions.all()] == [2, 1]
    assert AuditEntry.objects.filter(act="draft.change").count() == 1


def test_a_text_that_cannot_be_read_is_kept_with_what_is_wrong_at_its_line(draft, evaluator):
    text = draft.text.replace("effect: deduct", "efect: deduct", 1)

    after = services.change(draft, by=evaluator, why="示例", seen=1, text=text)

    assert not after.reads
    assert after.problems[0]["line"] > 1
    assert "缺少键" in after.problems[0]["said"]
    with refusal() as refused:
        consultations.ask(after, by=evaluator, on=ASKED, days=7, asked=[], is_public=True)
    assert refused.value.code == "draft-unreadable"


def test_an_earlier_text_is_taken_up_again_as_a_new_version(draft, evaluator):
    after = changed(draft, evaluator, **{"one_step_up.value": "2"})

    back = services.restore(after, by=evaluator, number=1, seen=2)

    assert back.text == draft.text
    assert [v.number for v in back.versions.all()] == [3, 2, 1]


def test_who_worked_upon_an_older_version_is_told_by_whom_it_was_overtaken(draft, evaluator):
    changed(draft, evaluator, **{"one_step_up.value": "2"})

    with refusal(NotAllowed) as refused:
        services.change(draft, by=evaluator, why="示例", seen=1, text=draft.text + "\n")

    assert (refused.value.code, refused.value.params["number"]) == ("draft-moved-on", 2)


def test_a_draft_is_the_citys_and_its_line_s(base, county_evaluator, approver):
    for stranger in (county_evaluator, approver):
        with refusal(NotPermitted):
            services.make(base, by=stranger, title="示例", purpose="示例", day=DAY)

    assert not AuditEntry.objects.filter(act="draft.make").exists()


def test_a_form_sent_twice_makes_one_draft(base, evaluator):
    made = {"title": "示例", "purpose": "示例", "day": DAY, "nonce": "once"}
    services.make(base, by=evaluator, **made)

    with refusal(DoneBefore):
        services.make(base, by=evaluator, **made)

    assert Draft.objects.count() == 1


@pytest.mark.parametrize("text", ["&a x", "[1, 2]", "scheme: x"])
def test_a_hostile_text_is_kept_unread(draft, evaluator, text):
    after = services.change(draft, by=evaluator, why="示例", seen=1, text=text)

    assert not after.reads
    assert after.problems


def test_a_text_beyond_all_measure_is_not_kept(draft, evaluator):
    with refusal() as refused:
        services.change(draft, by=evaluator, why="示例", seen=1, text="a" * 300_001)

    assert refused.value.code == "draft-too-long"

"""A draft's comment round and its reviews, and what it lacks without them."""

from datetime import date

import pytest

from xinlu.accounts.acts import NotAllowed, NotPermitted
from xinlu.evaluation.models import Draft, DraftComment, DraftReview
from xinlu.evaluation.services import consultations, enactments
from xinlu.evaluation.services import drafts as services
from xinlu.evaluation.tests.drafting import (
    AFTER,
    ASKED,
    changed,
    refusal,
    reviewed,
)


def test_the_round_is_answered_before_the_review(asked, evaluator, county_evaluator):
    said = consultations.comment(asked, by=consultations.PUBLIC, on=ASKED, text="示例意见")

    with refusal() as early:
        enactments.submit(asked, by=evaluator, on=date(2026, 3, 11))
    with refusal() as unanswered:
        enactments.submit(asked, by=evaluator, on=AFTER)
    consultations.answer(said, by=evaluator, outcome="adopted", gist="示例", answer="示例：采纳")

    assert early.value.code == "round-open"
    assert unanswered.value.code == "unanswered"
    assert enactments.submit(asked, by=evaluator, on=AFTER).state == Draft.State.REVIEW
    assert asked.comments_until == date(2026, 3, 11)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "comment-length"),
        ("意" * 2001, "comment-length"),
        ("我的电话 13800000000", "personal-number"),
    ],
)
def test_a_comment_is_short_and_names_nobody(asked, text, code):
    with refusal() as refused:
        consultations.comment(asked, by=consultations.PUBLIC, on=ASKED, text=text)

    assert refused.value.code == code
    assert not DraftComment.objects.exists()


def test_comments_end_with_the_round_and_come_from_those_who_were_asked(
    asked, draft, county_evaluator
):
    late = date(2026, 3, 12)

    with refusal(NotAllowed):
        consultations.comment(asked, by=consultations.PUBLIC, on=late, text="示例")
    Draft.objects.update(is_public=False)
    with refusal(NotPermitted):
        consultations.comment(asked, by=consultations.PUBLIC, on=ASKED, text="示例")

    said = consultations.comment(asked, by=county_evaluator, on=ASKED, text="示例")
    assert said.authority == county_evaluator.authority


def test_both_reviews_of_this_very_text_precede_the_proposal(in_review, legal, evaluator):
    reviewed(in_review, legal, "legal")
    reviewed(in_review, legal, "competition", passed=False)

    with refusal() as failed:
        enactments.propose(in_review, by=evaluator, on=AFTER)
    reviewed(in_review, legal, "competition")
    back = services.send_back(in_review, by=evaluator, reason="示例：再改")
    again = changed(back, evaluator, **{"one_step_up.value": "2"})
    again = enactments.submit(again, by=evaluator, on=AFTER)
    with refusal() as other_text:
        enactments.propose(again, by=evaluator, on=AFTER)

    assert (failed.value.code, failed.value.params["kind"]) == ("review-missing", "公平竞争审查")
    assert other_text.value.code == "review-missing"


def test_what_was_never_tried_is_not_proposed(in_review, legal, evaluator):
    for kind in DraftReview.Kind:
        reviewed(in_review, legal, kind)

    with refusal() as refused:
        enactments.propose(in_review, by=evaluator, on=AFTER)

    assert refused.value.code == "untried"


def test_a_dropped_draft_is_seen_by_the_city_alone(asked, evaluator, county_evaluator):
    services.drop(asked, by=evaluator, reason="示例：不再修订")

    assert not Draft.objects.public().exists()
    assert not Draft.objects.visible_to(consultations.PUBLIC).exists()
    assert Draft.objects.visible_to(evaluator).exists()

"""A draft of an edition, from the first text to its entry into force."""

from datetime import date

import pytest

from xinlu.accounts.acts import DoneBefore, NotAllowed, NotPermitted, Refused, SamePerson
from xinlu.accounts.models import AuditEntry, Role
from xinlu.accounts.seeding import SeedRefused
from xinlu.evaluation import drafts, editions
from xinlu.evaluation.models import Draft, DraftComment, DraftReview, Edition
from xinlu.evaluation.services import consultations, enactments
from xinlu.evaluation.services import drafts as services
from xinlu.evaluation.tests.conftest import an_officer
from xinlu.evaluation.tests.drafting import tried
from xinlu.rules.figures import with_figures

DAY = date(2027, 1, 1)
ASKED = date(2026, 3, 2)
AFTER = date(2026, 3, 16)


@pytest.fixture
def base(seeded):
    return Edition.objects.get(scheme="highway-construction")


@pytest.fixture
def draft(base, evaluator):
    return services.make(
        base, by=evaluator, title="示例修订草案", purpose="示例：按新规则调整", day=DAY
    )


@pytest.fixture
def legal(commission):
    return an_officer("审核岗丙", Role.REVIEWER, commission)


@pytest.fixture
def asked(draft, evaluator, commission):
    return consultations.ask(
        draft, by=evaluator, on=ASKED, days=7, asked=[commission], is_public=True
    )


@pytest.fixture
def in_review(asked, evaluator):
    return enactments.submit(asked, by=evaluator, on=AFTER)


def reviewed(draft, legal, kind, *, passed=True):
    return enactments.review(
        draft,
        by=legal,
        kind=kind,
        reviewer="示例法规处",
        number="示例审〔2026〕1号",
        opinion="示例：同意",
        passed=passed,
    )


@pytest.fixture
def proposed(in_review, legal, evaluator):
    for kind in DraftReview.Kind:
        reviewed(in_review, legal, kind)
    tried(in_review)
    return enactments.propose(in_review, by=evaluator, on=AFTER)


def unverified(draft):
    return [value.path for value in drafts.standard_of(draft).rulebook.unverified]


def changed(draft, by, why="示例：调分档", **figures):
    text = with_figures(draft.text, figures)
    seen = services.newest_version(draft).number
    return services.change(draft, by=by, why=why, seen=seen, text=text)


def refusal(kind=Refused):
    return pytest.raises(kind)


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


def test_approval_makes_an_edition_that_is_in_force_from_its_day(proposed, base, approver):
    paths = unverified(proposed)

    approved = enactments.approve(proposed, by=approver, on=AFTER, unverified=paths)

    assert approved.state == Draft.State.APPROVED
    assert editions.in_force("highway-construction", date(2026, 12, 31)) == base
    assert editions.in_force("highway-construction", DAY) == approved.edition
    assert editions.hash_of(approved.edition.canonical) == approved.edition.hash
    assert AuditEntry.objects.filter(act="draft.approve").count() == 1


def test_nobody_approves_what_they_wrote_or_proposed(proposed, evaluator, approver):
    Draft.objects.update(author=approver.user)

    with refusal(SamePerson):
        enactments.approve(proposed, by=approver, on=AFTER, unverified=unverified(proposed))
    with refusal(NotPermitted):
        enactments.approve(proposed, by=evaluator, on=AFTER, unverified=[])

    assert Edition.objects.filter(edition=DAY).count() == 0


def test_no_unverified_value_is_approved_unsaid(proposed, approver):
    with refusal() as refused:
        enactments.approve(proposed, by=approver, on=AFTER, unverified=[])

    assert refused.value.code == "unverified-unsaid"


@pytest.mark.parametrize(
    ("on", "code"), [(DAY, "day-too-soon"), (date(2028, 1, 1), "day-too-soon")]
)
def test_nothing_comes_into_force_on_the_day_of_approval_or_before(proposed, approver, on, code):
    with refusal() as refused:
        enactments.approve(proposed, by=approver, on=on, unverified=unverified(proposed))

    assert refused.value.code == code


def test_a_day_has_one_edition(proposed, base, approver):
    Edition.objects.create(
        scheme=base.scheme, edition=DAY, title="示例", basis="示例", hash="0" * 64
    )

    with refusal() as refused:
        enactments.approve(proposed, by=approver, on=AFTER, unverified=unverified(proposed))

    assert refused.value.code == "day-taken"


def test_a_file_of_the_same_day_that_says_otherwise_is_refused_aloud(
    proposed, approver, base, settings, tmp_path
):
    enactments.approve(proposed, by=approver, on=AFTER, unverified=unverified(proposed))
    path = tmp_path / "2027-01-01.yaml"
    path.write_text(base.source.replace("2021-10-20", "2027-01-01"), encoding="utf-8")

    same = editions._seed_one(path)
    path.write_text(
        path.read_text(encoding="utf-8").replace("from: 95", "from: 96").replace("95,", "96,"),
        encoding="utf-8",
    )

    assert same.same == 1
    with pytest.raises(SeedRefused, match="approved on the desk"):
        editions._seed_one(path)


def test_a_dropped_draft_is_seen_by_the_city_alone(asked, evaluator, county_evaluator):
    services.drop(asked, by=evaluator, reason="示例：不再修订")

    assert not Draft.objects.public().exists()
    assert not Draft.objects.visible_to(consultations.PUBLIC).exists()
    assert Draft.objects.visible_to(evaluator).exists()


@pytest.mark.parametrize("text", ["&a x", "[1, 2]", "scheme: x"])
def test_a_hostile_text_is_kept_unread(draft, evaluator, text):
    after = services.change(draft, by=evaluator, why="示例", seen=1, text=text)

    assert not after.reads
    assert after.problems


def test_a_text_beyond_all_measure_is_not_kept(draft, evaluator):
    with refusal() as refused:
        services.change(draft, by=evaluator, why="示例", seen=1, text="a" * 300_001)

    assert refused.value.code == "draft-too-long"

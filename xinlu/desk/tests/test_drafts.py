"""Drafts of editions on the desk, through the browser's own doors."""

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils.timezone import localdate

from xinlu.accounts.actors import Actor
from xinlu.accounts.models import Appointment, Authority, Role
from xinlu.desk.tests.desk_cast import Desk, actor, at_work
from xinlu.evaluation import editions
from xinlu.evaluation.models import Draft, DraftComment, DraftReview, Edition
from xinlu.evaluation.services import consultations
from xinlu.evaluation.tests.drafting import tried


@pytest.fixture
def desk(db, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "files"
    editions.seed()
    return Desk()


@pytest.fixture
def evaluator(desk):
    return at_work(desk.evaluator)


@pytest.fixture
def draft(desk, evaluator):
    edition = Edition.objects.get(scheme="highway-construction")
    day = f"{localdate().year + 1}-01-01"
    sent = {"edition": edition.pk, "title": "示例修订草案", "purpose": "示例", "day": day}
    evaluator.post(reverse("desk:draft_new"), sent)
    return Draft.objects.get()


def opened(draft: Draft, by: Actor, asked: list[Authority]) -> Draft:
    """Ask for comments on a Monday of a year whose calendar is there, and leave the round open."""
    consultations.ask(draft, by=by, on=date(2026, 3, 2), days=7, asked=asked, is_public=True)
    Draft.objects.update(comments_until=localdate())
    return draft


def ready(draft: Draft, state: str) -> None:
    """Bring the draft to a state with all that it needs, its comment round over."""
    tried(draft)
    for kind in DraftReview.Kind:
        DraftReview.objects.create(
            draft=draft,
            kind=kind,
            hash=draft.hash,
            reviewer="示例",
            number="示例",
            opinion="示例",
            passed=True,
            at=draft.made_at,
        )
    Draft.objects.update(state=state, asked_on=date(2026, 3, 2), comments_until=date(2026, 3, 11))


def page(name: str, draft: Draft, *more: object) -> str:
    return reverse(f"desk:{name}", args=[draft.uid, *more])


def test_a_number_is_changed_in_the_form_and_its_meeting_edge_with_it(draft, evaluator):
    form = evaluator.get(page("draft_values", draft)).context["form"].initial
    sent = {**form, "f:bands.AA.from": "96", "why": "示例：提高分数线"}

    answer = evaluator.post(page("draft_values", draft), sent, follow=True)

    draft.refresh_from_db()
    assert "已存为新的一稿" in answer.content.decode()
    assert "{grade: AA, from: 96," in draft.text
    assert "below: 96," in draft.text
    changes = evaluator.get(page("draft_changes", draft)).content.decode()
    assert "<ins>96</ins>" in changes


def test_a_number_that_is_none_is_told_at_its_field_and_nothing_is_stored(draft, evaluator):
    form = evaluator.get(page("draft_values", draft)).context["form"].initial

    answer = evaluator.post(
        page("draft_values", draft), {**form, "f:bands.AA.from": "九十六", "why": "示例"}
    )

    assert "请填数字" in answer.content.decode()
    assert draft.versions.count() == 1


def test_numbers_that_do_not_fit_each_other_are_told_and_not_stored(draft, evaluator):
    form = evaluator.get(page("draft_values", draft)).context["form"].initial

    answer = evaluator.post(
        page("draft_values", draft),
        {**form, "f:bands.AA.from": "96", "f:bands.A.below": "97", "why": "示例"},
    )

    assert answer.status_code == 200
    assert draft.versions.count() == 1


def test_a_text_that_was_uploaded_is_told_line_by_line_what_is_wrong(draft, evaluator):
    form = evaluator.get(page("draft_text", draft)).context["form"].initial
    text = draft.text.replace("effect: deduct", "efect: deduct", 1)
    file = SimpleUploadedFile("draft.yaml", text.encode())

    answer = evaluator.post(
        page("draft_text", draft), {**form, "file": file, "why": "示例"}, follow=True
    )

    told = answer.content.decode()
    assert "缺少键" in told
    assert 'class="line-bad"' in told


def test_the_cases_tell_what_a_changed_item_changes(draft, evaluator):
    form = evaluator.get(page("draft_values", draft)).context["form"].initial
    evaluator.post(
        page("draft_values", draft),
        {**form, "f:items.GLSG1-2-4.value": "25", "why": "示例"},
    )

    answer = evaluator.get(page("draft_cases", draft))

    assert answer.context["run"].differing
    assert "个结果变了" in answer.content.decode()


def test_an_authority_that_was_asked_comments_and_gets_an_answer(draft, desk, evaluator):
    office = Appointment.objects.get(user=desk.home_clerk).authority
    clerk = at_work(desk.home_clerk)
    before = clerk.get(page("draft", draft)).status_code
    opened(draft, actor(desk.evaluator), [office])

    clerk.post(page("draft_comments", draft), {"text": "示例意见"})

    said = DraftComment.objects.get()
    evaluator.post(
        page("draft_answer", draft, said.pk),
        {"outcome": "adopted", "gist": "示例概要", "answer": "示例答复"},
    )
    said.refresh_from_db()
    assert (before, said.authority, said.outcome) == (404, office, "adopted")
    assert "示例答复" in clerk.get(page("draft_comments", draft)).content.decode()


def test_the_public_comments_once_and_sees_the_gist_but_not_the_words(draft, desk):
    public = reverse("portal:draft", args=[draft.uid])
    stranger = Client()
    closed = stranger.get(public).status_code
    opened(draft, actor(desk.evaluator), [])
    nonce = stranger.get(public).context["form"].initial["nonce"]
    sent = {"kind": "firm", "text": "示例：很长的原话", "nonce": nonce}

    stranger.post(public, sent)
    stranger.post(public, sent)
    refused = stranger.post(public, {"kind": "firm", "text": "打 13800000000 找我"})

    said = DraftComment.objects.get()
    DraftComment.objects.update(outcome="declined", gist="示例概要", answer="示例理由")
    told = stranger.get(public).content.decode()
    assert (closed, said.by, said.kind) == (404, None, "firm")
    assert "请去掉" in refused.content.decode()
    assert "示例概要" in told
    assert "很长的原话" not in told


def test_a_review_keeps_its_document_and_gives_it_out_as_a_file(draft, desk, evaluator):
    Draft.objects.update(state=Draft.State.REVIEW)
    legal = at_work(desk.in_post("legal", desk.city, Role.REVIEWER))
    sent = {
        "kind": "legal",
        "reviewer": "示例法规处",
        "number": "示例〔2026〕1号",
        "opinion": "示例：同意",
        "passed": "yes",
    }

    legal.post(
        page("draft_reviews", draft),
        sent | {"file": SimpleUploadedFile("意见.html", b"<script>")},
    )
    legal.post(
        page("draft_reviews", draft),
        sent | {"file": SimpleUploadedFile("意见.pdf", b"%PDF-1.7 example")},
    )

    review = DraftReview.objects.get()
    answer = evaluator.get(page("draft_review_file", draft, review.pk))
    assert b"".join(answer.streaming_content) == b"%PDF-1.7 example"
    assert answer["Content-Disposition"].startswith("attachment")


def test_the_approver_is_shown_each_unverified_value_and_the_portal_what_is_to_come(draft, desk):
    ready(draft, Draft.State.PROPOSED)
    approver = at_work(desk.approver)
    shown = approver.get(page("draft_approve", draft)).context["unverified"]

    answer = approver.post(
        page("draft_approve", draft),
        {"unverified": [each.path for each, _ in shown]},
        follow=True,
    )

    draft.refresh_from_db()
    assert draft.state == Draft.State.APPROVED, answer.content.decode()[:500]
    assert "将施行" in Client().get("/editions/").content.decode()
    shelves = at_work(desk.home_clerk).get("/desk/drafts/").context["shelves"]
    assert shelves[0].title == "将施行"


def test_who_was_asked_or_has_the_next_step_finds_it_among_the_tasks(draft, desk):
    ready(draft, Draft.State.PROPOSED)

    tasks = at_work(desk.approver).get("/desk/todo/").content.decode()

    assert page("draft_approve", draft) in tasks

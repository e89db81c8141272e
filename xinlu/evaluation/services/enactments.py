"""From the comment round to the edition: reviews, proposal, approval (审核 → 批准 → 施行)."""

from collections.abc import Iterable
from datetime import date

from django.db import IntegrityError, transaction
from django.utils import timezone

from xinlu.accounts.actors import Actor
from xinlu.accounts.acts import NotAllowed, Refused, SamePerson, act, move, reachable
from xinlu.accounts.models import Role
from xinlu.evaluation import attachments, drafts
from xinlu.evaluation.models import Draft, DraftReview, Edition
from xinlu.evaluation.reach import require_city
from xinlu.evaluation.readiness import Step, lacking
from xinlu.evaluation.standing import standing_of
from xinlu.rules import Rulebook


@act("draft.submit", title="评价标准草案送审", may=[Role.EVALUATOR])
def submit(draft: Draft, *, by: Actor, on: date, nonce: str = "") -> Draft:
    """Hand the draft on for review, once the comment round is over and everybody answered."""
    require_city(by, Role.EVALUATOR, line_id=draft.line_id)
    reachable(draft, Draft.State.REVIEW, moves=Draft.MOVES)
    _must_lack_nothing(draft, "submit", on)
    return move(draft, Draft.State.REVIEW, moves=Draft.MOVES)


@act("draft.review", title="登记合法性审核、公平竞争审查", may=[Role.REVIEWER], not_by=["author"])
def review(
    draft: Draft,
    *,
    by: Actor,
    kind: str,
    reviewer: str,
    number: str,
    opinion: str,
    passed: bool,
    file_name: str = "",
    content: bytes = b"",
    nonce: str = "",
) -> DraftReview:
    """Record a review of this very text: by which office, under which number, with what outcome."""
    require_city(by, Role.REVIEWER, line_id=draft.line_id)
    if draft.state != Draft.State.REVIEW:
        raise NotAllowed(f"{draft} is {draft.state}; it is not under review.", code="not-in-review")
    if kind not in DraftReview.Kind.values or not all(
        each.strip() for each in (reviewer, number, opinion)
    ):
        raise Refused("A review says who, by which document, and what.", code="review-incomplete")
    stored_name = attachments.keep(file_name, content) if content else ""
    return DraftReview.objects.create(
        draft=draft,
        kind=kind,
        hash=draft.hash,
        reviewer=reviewer.strip(),
        number=number.strip(),
        opinion=opinion.strip(),
        passed=passed,
        file_name=attachments.plain_name(file_name) if content else "",
        stored_name=stored_name,
        by=by.user,
        at=timezone.now(),
    )


@act("draft.propose", title="提请批准评价标准", may=[Role.EVALUATOR])
def propose(draft: Draft, *, by: Actor, on: date, nonce: str = "") -> Draft:
    """Propose the draft for approval: reviewed, tried, and with everybody answered."""
    require_city(by, Role.EVALUATOR, line_id=draft.line_id)
    reachable(draft, Draft.State.PROPOSED, moves=Draft.MOVES)
    _must_lack_nothing(draft, "propose", on)
    return move(
        draft,
        Draft.State.PROPOSED,
        moves=Draft.MOVES,
        proposed_by=by.user,
        proposed_at=timezone.now(),
    )


@act(
    "draft.approve",
    title="批准评价标准",
    may=[Role.APPROVER],
    not_by=["author", "proposed_by"],
)
def approve(
    draft: Draft, *, by: Actor, on: date, unverified: Iterable[str], nonce: str = ""
) -> Draft:
    """Approve the draft, which becomes an edition that comes into force on its day.

    `unverified` are the paths of the values that the approver was shown as seen in no source; one
    that was not shown refuses the approval. Results that rest on them stay 试算 until confirmed.
    """
    require_city(by, Role.APPROVER, line_id=draft.line_id)
    reachable(draft, Draft.State.APPROVED, moves=Draft.MOVES)
    if by.user is not None and draft.versions.filter(by=by.user).exists():
        raise SamePerson("Who wrote of the draft does not approve it.", code="wrote-it")
    _must_lack_nothing(draft, "approve", on)
    rulebook = drafts.standard_of(draft).rulebook
    paths = sorted(value.path for value in rulebook.unverified)
    if sorted(unverified) != paths:
        raise Refused(
            f"{len(paths)} values of {draft} are unverified; others were shown.",
            code="unverified-unsaid",
            count=len(paths),
        )
    return move(
        draft,
        Draft.State.APPROVED,
        moves=Draft.MOVES,
        approved_by=by.user,
        approved_at=timezone.now(),
        approved_unverified=paths,
        edition=_enacted(draft, rulebook),
    )


def _enacted(draft: Draft, rulebook: Rulebook) -> Edition:
    """Return the edition that the draft becomes; of two drafts of one day the first has it."""
    try:
        with transaction.atomic():
            return Edition.objects.create(
                scheme=draft.scheme,
                edition=rulebook.edition,
                title=rulebook.title,
                basis=rulebook.basis,
                source=draft.text,
                canonical=draft.canonical,
                hash=draft.hash,
                line=draft.line,
            )
    except IntegrityError:
        raise Refused("The day was taken.", code="day-taken", day=rulebook.edition) from None


def _must_lack_nothing(draft: Draft, step: Step, on: date) -> None:
    """Refuse with the first thing that the draft lacks for the step."""
    for lack in lacking(standing_of(draft), step, on):
        raise Refused(f"{draft} lacks: {lack.code}.", code=lack.code, **lack.params)

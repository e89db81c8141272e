"""The comment round of a draft (征求意见): asked for, said, answered."""

import re
from collections.abc import Iterable
from datetime import date

from django.utils import timezone

from xinlu.accounts.actors import Actor
from xinlu.accounts.acts import NotAllowed, NotPermitted, Refused, act, move
from xinlu.accounts.calendars import calendar
from xinlu.accounts.models import Authority, Role
from xinlu.accounts.parameters import Parameter, parameter
from xinlu.evaluation.models import Draft, DraftComment
from xinlu.evaluation.reach import require_city
from xinlu.evaluation.readiness import lacking
from xinlu.evaluation.standing import standing_of
from xinlu.kernel.workdays import CalendarMissing

#: How the public site acts for whoever writes there; it asks for no name.
PUBLIC = Actor(kind="client", id="portal", name="门户来访者", roles=frozenset())
#: A round lasts at most so many working days.
LONGEST = 60
#: So many comments from the public wait for an answer at most.
MOST_WAITING = 1000
#: How long a comment may be.
LONGEST_COMMENT = 2000
#: Numbers of identity papers and of telephones.
PERSONAL = re.compile(r"(?<!\d)(?:\d{17}[\dXx]|1[3-9]\d{9})(?!\d)")


def term(on: date) -> Parameter:
    """Return for how many working days a draft is open to comments at least."""
    return parameter("comment-round", on)


@act("draft.ask", title="就评价标准草案征求意见", may=[Role.EVALUATOR])
def ask(
    draft: Draft,
    *,
    by: Actor,
    on: date,
    days: int,
    asked: Iterable[Authority],
    is_public: bool,
    nonce: str = "",
) -> Draft:
    """Ask authorities, and if `is_public` anybody, for comments for so many working days.

    The day of asking does not count.
    """
    require_city(by, Role.EVALUATOR, line_id=draft.line_id)
    for lack in lacking(standing_of(draft), "ask", on):
        raise Refused(f"{draft} lacks: {lack.code}.", code=lack.code, **lack.params)
    asked = list(asked)
    if not asked and not is_public:
        raise Refused("Nobody is asked.", code="nobody-asked")
    least = int(term(on).value)
    if not least <= days <= LONGEST:
        raise Refused(
            f"A round lasts {least} to {LONGEST} working days, not {days}.",
            code="round-length",
            least=least,
            most=LONGEST,
        )
    try:
        until = calendar().add(on, days)
    except CalendarMissing as missing:
        raise Refused(
            str(missing), code="round-calendar-missing", year=missing.year, days=days
        ) from None
    draft = move(
        draft,
        Draft.State.COMMENTS,
        moves=Draft.MOVES,
        asked_on=on,
        comments_until=until,
        is_public=is_public,
    )
    draft.asked.set(asked)
    return draft


@act("draft.comment", title="对评价标准草案提出意见")
def comment(
    draft: Draft,
    *,
    by: Actor,
    on: date,
    text: str,
    clause: str = "",
    kind: str = DraftComment.Kind.AUTHORITY,
    nonce: str = "",
) -> DraftComment:
    """Say something of a draft while it is open to comments.

    An officer speaks for the authority; over the public site no name is asked and none is kept.
    """
    if not Draft.objects.visible_to(by).filter(pk=draft.pk).exists():
        raise NotPermitted(f"{draft} was not put before the actor.", code="not-asked")
    until = draft.comments_until
    if draft.state != Draft.State.COMMENTS or until is None or on > until:
        raise NotAllowed(f"{draft} is not open to comments.", code="round-closed")
    text = text.strip()
    if not 1 <= len(text) <= LONGEST_COMMENT or len(clause) > 200:
        raise Refused(
            f"A comment has 1 to {LONGEST_COMMENT} characters.",
            code="comment-length",
            most=LONGEST_COMMENT,
        )
    if PERSONAL.search(text) or PERSONAL.search(clause):
        raise Refused("No personal numbers in a comment.", code="personal-number")
    is_officer = by.kind == "officer"
    if not is_officer and _waiting(draft) >= MOST_WAITING:
        raise Refused("Too many comments wait.", code="too-many-comments")
    return DraftComment.objects.create(
        draft=draft,
        kind=DraftComment.Kind.AUTHORITY if is_officer else DraftComment.Kind(kind),
        clause=clause.strip(),
        text=text,
        authority=by.authority if is_officer else None,
        by=by.user if is_officer else None,
        at=timezone.now(),
    )


@act("draft.answer", title="答复对草案的意见", may=[Role.EVALUATOR])
def answer(
    comment: DraftComment,
    *,
    by: Actor,
    outcome: str,
    gist: str,
    answer: str,
    nonce: str = "",
) -> DraftComment:
    """Say whether a comment is adopted (采纳) and why; `gist` is what of it is made known.

    An answer may be put right while the draft is on its way.
    """
    draft = comment.draft
    require_city(by, Role.EVALUATOR, line_id=draft.line_id)
    if draft.state not in (Draft.State.COMMENTS, Draft.State.DRAFTING):
        raise NotAllowed(f"{draft} is {draft.state}.", code="not-answerable")
    if outcome not in DraftComment.Outcome.values or not gist.strip() or not answer.strip():
        raise Refused("Say what was decided, of what, and why.", code="answer-incomplete")
    if PERSONAL.search(gist) or PERSONAL.search(answer):
        raise Refused("No personal numbers in an answer.", code="personal-number")
    comment.outcome, comment.gist, comment.answer = outcome, gist.strip(), answer.strip()
    comment.answered_by, comment.answered_at = by.user, timezone.now()
    comment.save()
    return comment


def _waiting(draft: Draft) -> int:
    return draft.comments.filter(outcome="", by__isnull=True).count()

"""A draft of an edition (评价标准草案): made, changed, sent back, dropped; every text is kept."""

from datetime import date

from django.utils import timezone

from xinlu.accounts.actors import Actor
from xinlu.accounts.acts import NotAllowed, Refused, act, move
from xinlu.accounts.models import Line, Role
from xinlu.evaluation import drafts, editions, mappings
from xinlu.evaluation.models import Draft, DraftVersion, Edition
from xinlu.evaluation.reach import require_city
from xinlu.evaluation.shapes import Mapping
from xinlu.rules.figures import with_identity
from xinlu.rules.trees import LARGEST_TEXT

#: How long the cases beside a draft may be.
LARGEST_CASES = 500_000


@act("draft.make", title="起草评价标准", may=[Role.EVALUATOR])
def make(
    target: Edition | None,
    *,
    by: Actor,
    title: str,
    purpose: str,
    day: date | None = None,
    text: str = "",
    nonce: str = "",
) -> Draft:
    """Begin a draft from an edition, to come into force on the day, or from a text of its own.

    A new scheme needs a mapping, without which no records could be evaluated by it.
    """
    if not title.strip() or not purpose.strip():
        raise Refused("A draft needs a name and a purpose.", code="draft-purpose-missing")
    if target is not None:
        text = text or drafts.source_of(target)
        mapping, line_id = drafts.mapping_of(target.canonical), target.line_id
        scheme, cases = target.scheme, drafts.cases_of(target)
    else:
        scheme = _scheme_of(text)
        read = _mapping_for(scheme)
        line = Line.objects.filter(code=read.line).first()
        mapping, line_id, cases = dict(read.tree), line.pk if line else None, ""
    require_city(by, Role.EVALUATOR, line_id=line_id)
    if day is not None:
        text = with_identity(text, {"edition": day.isoformat()})
    now = timezone.now()
    draft = Draft(
        scheme=scheme,
        based_on=target,
        title=title.strip(),
        purpose=purpose.strip(),
        mapping=mapping,
        line_id=line_id,
        author=by.user,
        made_at=now,
    )
    return _written(draft, by, text=text, cases=cases, why=purpose.strip())


@act("draft.change", title="修改评价标准草案", may=[Role.EVALUATOR])
def change(
    draft: Draft,
    *,
    by: Actor,
    why: str,
    seen: int,
    text: str | None = None,
    cases: str | None = None,
    nonce: str = "",
) -> Draft:
    """Give the draft another text or other cases; `seen` is the version that was worked upon.

    Refused as `draft-moved-on` where somebody else has written since.
    """
    _must_be_written_by(by, draft)
    if not why.strip():
        raise Refused("Say what was changed and why.", code="reason-missing")
    newest = newest_version(draft)
    if newest.number != seen:
        raise NotAllowed(
            f"{draft} is at version {newest.number}; version {seen} was worked upon.",
            code="draft-moved-on",
            by=str(newest.by or "系统"),
            number=newest.number,
        )
    text = draft.text if text is None else text.lstrip("\ufeff").replace("\r\n", "\n")
    cases = draft.cases if cases is None else cases.replace("\r\n", "\n")
    if (text, cases) == (draft.text, draft.cases):
        raise Refused("Nothing was changed.", code="nothing-changed")
    return _written(draft, by, text=text, cases=cases, why=why.strip())


@act("draft.restore", title="恢复评价标准草案的旧稿", may=[Role.EVALUATOR])
def restore(draft: Draft, *, by: Actor, number: int, seen: int, nonce: str = "") -> Draft:
    """Take up an earlier text again, as a new version."""
    _must_be_written_by(by, draft)
    old = draft.versions.filter(number=number).first()
    newest = newest_version(draft)
    if old is None or old.number == newest.number:
        raise Refused(f"{draft} has no earlier version {number}.", code="no-such-version")
    if newest.number != seen:
        raise NotAllowed(
            f"{draft} is at version {newest.number}; version {seen} was seen.",
            code="draft-moved-on",
            by=str(newest.by or "系统"),
            number=newest.number,
        )
    return _written(draft, by, text=old.text, cases=old.cases, why=f"恢复第 {number} 稿")


@act("draft.send_back", title="退回评价标准草案", may=[Role.EVALUATOR, Role.APPROVER])
def send_back(draft: Draft, *, by: Actor, reason: str, nonce: str = "") -> Draft:
    """Give the draft back to be worked upon; reviews and trials hold only for the text they saw."""
    role = Role.APPROVER if by.has(Role.APPROVER) else Role.EVALUATOR
    require_city(by, role, line_id=draft.line_id)
    said = opinions(draft, "draft.send_back", by, reason)
    return move(
        draft,
        Draft.State.DRAFTING,
        moves=Draft.MOVES,
        opinions=said,
        proposed_by=None,
        proposed_at=None,
    )


@act("draft.drop", title="终止评价标准草案", may=[Role.EVALUATOR])
def drop(draft: Draft, *, by: Actor, reason: str, nonce: str = "") -> Draft:
    """End the draft without an edition; its texts and what was said of it stay."""
    require_city(by, Role.EVALUATOR, line_id=draft.line_id)
    said = opinions(draft, "draft.drop", by, reason)
    return move(draft, Draft.State.DROPPED, moves=Draft.MOVES, opinions=said)


def newest_version(draft: Draft) -> DraftVersion:
    """Return the version that the draft's text is."""
    newest = draft.versions.order_by("-number").first()
    assert newest is not None, "a draft is written with its first version"
    return newest


def opinions(draft: Draft, act_name: str, by: Actor, reason: str) -> list[dict[str, str]]:
    """Return the draft's opinions with one more; refused without a reason."""
    if not reason.strip():
        raise Refused("Say why; the reason stays with the draft.", code="reason-missing")
    said = {
        "act": act_name,
        "at": timezone.now().isoformat(),
        "by": by.name,
        "reason": reason.strip(),
    }
    return [*draft.opinions, said]


def _must_be_written_by(by: Actor, draft: Draft) -> None:
    require_city(by, Role.EVALUATOR, line_id=draft.line_id)
    if draft.state != Draft.State.DRAFTING:
        raise NotAllowed(
            f"{draft} is {draft.state}; it is changed while it is drafted.", code="not-drafting"
        )


def _written(draft: Draft, by: Actor, *, text: str, cases: str, why: str) -> Draft:
    """Store a text with what came of reading it, as the draft's newest version."""
    if len(text) > LARGEST_TEXT or len(cases) > LARGEST_CASES:
        raise Refused("The text is too long.", code="draft-too-long", most=LARGEST_TEXT)
    reading = drafts.read(text)
    rulebook = reading.rulebook
    if rulebook is not None and rulebook.scheme != draft.scheme:
        raise Refused(
            f"The text is of {rulebook.scheme}, the draft of {draft.scheme}.",
            code="other-scheme",
            found=rulebook.scheme,
            scheme=draft.scheme,
        )
    draft.text, draft.cases = text, cases
    draft.problems = drafts.problems_of(reading)
    draft.day = rulebook.edition if rulebook else None
    draft.canonical = drafts.canonical_of(rulebook, draft.mapping) if rulebook else ""
    draft.hash = editions.hash_of(draft.canonical) if rulebook else ""
    draft.changed_at = timezone.now()
    draft.save()
    DraftVersion.objects.create(
        draft=draft,
        number=draft.versions.count() + 1,
        title=rulebook.title if rulebook else draft.title,
        text=text,
        cases=cases,
        hash=draft.hash,
        why=why[:500],
        by=by.user,
        at=draft.changed_at,
    )
    return draft


def _scheme_of(text: str) -> str:
    """Return of which scheme a text is; one that cannot be read says none."""
    reading = drafts.read(text)
    if reading.rulebook is None:
        problems = [f"第 {each['line']} 行：{each['said']}" for each in drafts.problems_of(reading)]
        raise Refused("The text is no rulebook.", code="no-rulebook", problems=problems[0])
    return reading.rulebook.scheme


def _mapping_for(scheme: str) -> Mapping:
    try:
        return mappings.load(scheme)
    except mappings.MappingError as error:
        raise Refused(str(error), code="no-mapping", scheme=scheme) from None

"""The yearly update of a local catalogue or list: begun, summed up, reviewed, sent up, adopted."""

from datetime import date

from django.db import IntegrityError, transaction
from django.utils import timezone

from xinlu.accounts.actors import Actor
from xinlu.accounts.acts import NotAllowed, Refused, SamePerson, act, argue, move, reachable
from xinlu.accounts.models import Role
from xinlu.accounts.reach import require_city
from xinlu.catalogue import entries, updates, words  # noqa: F401  the sentences of refusals
from xinlu.catalogue.models import CatalogueEdition, Revision


@act("catalogue.begin", title="开始更新目录或清单", may=[Role.EVALUATOR])
def begin(
    edition: CatalogueEdition,
    *,
    by: Actor,
    on: date,
    title: str,
    purpose: str,
    closes_on: date,
    nonce: str = "",
) -> Revision:
    """Ask all units for opinions on an edition in force, up to and including `closes_on`."""
    require_city(by, Role.EVALUATOR)
    if edition.is_national:
        raise Refused(f"{edition} is the nation's.", code="national-edition")
    if not CatalogueEdition.objects.in_force(on).filter(pk=edition.pk).exists() or edition.until:
        raise Refused(f"{edition} is not in force to stay.", code="edition-superseded")
    if not title.strip() or not purpose.strip():
        raise Refused("An update needs a title and a purpose.", code="update-texts-missing")
    if closes_on < on:
        raise Refused("The day has passed.", code="closes-too-early")
    try:
        with transaction.atomic():
            return Revision.objects.create(
                based_on=edition,
                title=title.strip(),
                purpose=purpose.strip(),
                author=by.user,
                begun_at=timezone.now(),
                closes_on=closes_on,
            )
    except IntegrityError:
        raise Refused(f"{edition} is being updated.", code="update-open") from None


@act("catalogue.sum_up", title="汇总对目录的意见", may=[Role.EVALUATOR])
def sum_up(revision: Revision, *, by: Actor, on: date, nonce: str = "") -> Revision:
    """End the collecting of opinions, once its last day has passed."""
    require_city(by, Role.EVALUATOR)
    if on <= revision.closes_on:
        raise NotAllowed(
            f"Opinions are taken until {revision.closes_on}.",
            code="collecting-still",
            until=revision.closes_on,
        )
    return move(revision, Revision.State.SUMMARY, moves=Revision.MOVES)


@act("catalogue.hand_in", title="目录更新送审", may=[Role.EVALUATOR])
def hand_in(revision: Revision, *, by: Actor, nonce: str = "") -> Revision:
    """Hand the differences from the edition in force to a second pair of eyes."""
    require_city(by, Role.EVALUATOR)
    reachable(revision, Revision.State.REVIEW, moves=Revision.MOVES)
    _must_be_sound(revision)
    return move(revision, Revision.State.REVIEW, moves=Revision.MOVES)


@act("catalogue.review", title="审核目录更新", may=[Role.REVIEWER], not_by=["author"])
def review(revision: Revision, *, by: Actor, seen: str, reason: str, nonce: str = "") -> Revision:
    """Pass the differences that were `seen`, by their digest; others need another review."""
    require_city(by, Role.REVIEWER)
    reachable(revision, Revision.State.REVIEWED, moves=Revision.MOVES)
    if by.user is not None and revision.opinions.filter(answered_by=by.user).exists():
        raise SamePerson("Who summed up does not review.", code="review-own")
    _must_be_sound(revision)
    if seen != updates.digest_of(revision):
        raise NotAllowed("It was changed since.", code="reviewed-otherwise")
    return argue(
        revision,
        Revision.State.REVIEWED,
        name="catalogue.review",
        reason=reason,
        reviewed_hash=seen,
        reviewed_by=by.user,
    )


@act("catalogue.send_back", title="退回目录更新", may=[Role.EVALUATOR, Role.REVIEWER])
def send_back(revision: Revision, *, by: Actor, reason: str, nonce: str = "") -> Revision:
    """Take the update back to the summary, to decide opinions anew."""
    role = Role.REVIEWER if by.has(Role.REVIEWER) else Role.EVALUATOR
    require_city(by, role)
    return argue(
        revision,
        Revision.State.SUMMARY,
        name="catalogue.send_back",
        reason=reason,
        reviewed_hash="",
        reviewed_by=None,
    )


@act("catalogue.drop", title="终止目录更新", may=[Role.EVALUATOR])
def drop(revision: Revision, *, by: Actor, reason: str, nonce: str = "") -> Revision:
    """End the update without an edition; the opinions stay."""
    require_city(by, Role.EVALUATOR)
    return argue(revision, Revision.State.DROPPED, name="catalogue.drop", reason=reason)


@act("catalogue.submit", title="向牵头部门报送目录更新", may=[Role.EVALUATOR])
def submit(revision: Revision, *, by: Actor, on: date, number: str, nonce: str = "") -> Revision:
    """Note by which document the reviewed update was sent to the city's lead (牵头部门)."""
    require_city(by, Role.EVALUATOR)
    reachable(revision, Revision.State.SUBMITTED, moves=Revision.MOVES)
    if revision.reviewed_hash != updates.digest_of(revision):
        raise NotAllowed("It was changed since the review.", code="reviewed-otherwise")
    return move(
        revision,
        Revision.State.SUBMITTED,
        moves=Revision.MOVES,
        number=_number(number),
        submitted_on=on,
    )


@act("catalogue.adopt", title="登记目录更新获采纳", may=[Role.APPROVER], not_by=["author"])
def adopt(
    revision: Revision,
    *,
    by: Actor,
    on: date,
    number: str,
    since: date,
    nonce: str = "",
) -> Revision:
    """Note that the lead adopted the update: the edition begins on `since`, the one before ends."""
    require_city(by, Role.APPROVER)
    reachable(revision, Revision.State.ADOPTED, moves=Revision.MOVES)
    number = _number(number)
    if revision.reviewed_hash != updates.digest_of(revision):
        raise NotAllowed("It was changed since the review.", code="reviewed-otherwise")
    _must_be_sound(revision)
    base = revision.based_on
    if base.since is None or since <= base.since:
        raise Refused(
            f"{base} began on {base.since}.", code="effective-too-early", since=base.since
        )
    return move(
        revision,
        Revision.State.ADOPTED,
        moves=Revision.MOVES,
        answer_number=number,
        answered_on=on,
        edition=_edition(revision, number, since),
    )


@act("catalogue.decline", title="登记目录更新未获采纳", may=[Role.APPROVER], not_by=["author"])
def decline(
    revision: Revision, *, by: Actor, on: date, number: str, reason: str, nonce: str = ""
) -> Revision:
    """Note that the lead did not adopt the update, and why; the edition in force stays."""
    require_city(by, Role.APPROVER)
    return argue(
        revision,
        Revision.State.DECLINED,
        name="catalogue.decline",
        reason=reason,
        answer_number=_number(number),
        answered_on=on,
    )


def _edition(revision: Revision, number: str, since: date) -> CatalogueEdition:
    """Make the edition that the update becomes, and end the one before it."""
    base = revision.based_on
    said = {"title": revision.title, "basis": f"{base.basis}；{number}"[:300], "since": since}
    held = list(updates.becomes(revision).values())
    code = f"{entries.series_of(base.code)}-{since.isoformat()}"
    edition = CatalogueEdition.objects.create(
        code=code,
        kind=base.kind,
        jurisdiction=base.jurisdiction,
        verified=all(each["verified"] for each in held),
        hash=entries.digest_of({"code": code, **said}, held),
        **said,
    )
    entries.store(edition, held)
    base.until = since
    base.save(update_fields=["until"])
    return edition


def _number(text: str) -> str:
    if not text.strip():
        raise Refused("Name the document.", code="number-missing")
    return text.strip()[:60]


def _must_be_sound(revision: Revision) -> None:
    """Refuse with the first thing that keeps the update from becoming an edition."""
    for problem in updates.problems_of(revision):
        raise Refused(f"{revision}: {problem.code}.", code=problem.code, **problem.params)

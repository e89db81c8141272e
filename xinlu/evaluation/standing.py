"""How a draft stands (办理条件的现状), asked of the database for `readiness` to judge."""

from datetime import date

from xinlu.accounts import jurisdictions
from xinlu.accounts.acts import Refused
from xinlu.evaluation import drafts, editions
from xinlu.evaluation.models import Draft, Edition, Trial
from xinlu.evaluation.readiness import Standing
from xinlu.evaluation.services.trials import require_comparable


def is_day_taken(scheme: str, day: date | None) -> bool:
    """Tell whether an edition of the scheme has that day already: a row, or a file still unread."""
    if day is None:
        return False
    if Edition.objects.filter(scheme=scheme, edition=day).exists():
        return True
    return jurisdictions.find("rulebooks", f"{scheme}/{day.isoformat()}.yaml") is not None


def standing_of(draft: Draft) -> Standing:
    """Return how a draft stands, for the question what it lacks."""
    passed: dict[str, bool] = {}
    for review in draft.reviews.filter(hash=draft.hash).order_by("at", "id"):
        passed[review.kind] = review.passed
    return Standing(
        reads=draft.reads,
        day=draft.day,
        is_day_taken=is_day_taken(draft.scheme, draft.day),
        round_until=draft.comments_until,
        unanswered=draft.comments.filter(outcome="").count(),
        passed=frozenset(kind for kind, is_passed in passed.items() if is_passed),
        is_tried=is_tried(draft),
    )


def is_tried(draft: Draft) -> bool:
    """Tell whether this very text was tried on a past year, or cannot be.

    A new scheme has nothing to be held against, nor has a score where there was a list.
    """
    if Trial.objects.finished_of(draft).exists():
        return True
    if not draft.reads:
        return False
    if draft.based_on is None:
        return True
    try:
        require_comparable(editions.standard(draft.based_on), drafts.standard_of(draft))
    except Refused:
        return True
    return False

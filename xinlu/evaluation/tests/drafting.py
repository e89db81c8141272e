"""Drafts of the highway edition, as the desk would have kept them."""

import json
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.utils import timezone

from xinlu.accounts.acts import Refused
from xinlu.evaluation import drafts, editions
from xinlu.evaluation.models import Draft, Edition, Trial
from xinlu.evaluation.services import drafts as services
from xinlu.evaluation.services import enactments
from xinlu.evaluation.trials import tally
from xinlu.rules import read_text
from xinlu.rules.figures import with_figures

#: When the drafts of the tests enter into force.
DAY = date(2027, 1, 1)
#: When they are put before others for comments, and a day after the round.
ASKED, AFTER = date(2026, 3, 2), date(2026, 3, 16)
SCHEME = "highway-construction"


def a_draft(change: Callable[[dict[str, Any]], object], **fields: Any) -> Draft:
    """Return a draft of an edition, that of the highways mostly, that says something else."""
    scheme = fields.get("scheme", SCHEME)
    base = editions.in_force(scheme, DAY)
    given = {
        "scheme": scheme,
        "based_on": base,
        "title": f"{base.title}（示例草案）",
        "line": base.line,
        "mapping": drafts.mapping_of(base.canonical),
        "made_at": timezone.now(),
        "changed_at": timezone.now(),
    }
    return rewrite(Draft(**given | fields), change, base)


def rewrite(draft: Draft, change: Callable[[dict[str, Any]], object], base: Edition) -> Draft:
    """Return the draft, stored, with the text of the base changed."""
    tree = json.loads(base.canonical)["rulebook"]
    tree |= {"edition": DAY.isoformat()}
    tree.pop("parents", None)
    change(tree)
    draft.text = json.dumps(tree, ensure_ascii=False)
    draft.canonical = drafts.canonical_of(read_text(draft.text), draft.mapping)
    draft.hash, draft.day = editions.hash_of(draft.canonical), DAY
    draft.save()
    return draft


def tried(draft: Draft) -> Trial:
    """Return a finished trial of the draft's text, as the worker would have left it."""
    return Trial.objects.create(
        draft=draft,
        canonical=draft.canonical,
        hash=draft.hash,
        base=draft.based_on,
        on=date(2025, 12, 31),
        year=2025,
        state=Trial.State.DONE,
        asked_at=timezone.now(),
        summary=tally.nothing(),
    )


def milder(tree: dict[str, Any]) -> None:
    """Give an A from 80 points instead of 85."""
    tree["bands"][1]["from"] = tree["bands"][2]["below"] = 80


def harsher(tree: dict[str, Any]) -> None:
    """Give an AA to nobody."""
    tree["bands"][0]["from"] = tree["bands"][1]["below"] = 101


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


def unverified(draft):
    return [value.path for value in drafts.standard_of(draft).rulebook.unverified]


def changed(draft, by, why="示例：调分档", **figures):
    text = with_figures(draft.text, figures)
    seen = services.newest_version(draft).number
    return services.change(draft, by=by, why=why, seen=seen, text=text)


def refusal(kind=Refused):
    return pytest.raises(kind)


def stricter(tree: dict[str, Any]) -> None:
    """Lower the driving schools in the last three tenths by their pass rate, not the last two."""
    tree["limits"][0]["when"] = {"last-place": {"at_most": 0.3}}

"""Drafts of the highway edition, as the desk would have kept them."""

import json
from collections.abc import Callable
from datetime import date
from typing import Any

from django.utils import timezone

from xinlu.evaluation import drafts, editions
from xinlu.evaluation.models import Draft, Edition, Trial
from xinlu.rules import read_text

#: When the drafts of the tests enter into force.
DAY = date(2027, 1, 1)
SCHEME = "highway-construction"


def a_draft(change: Callable[[dict[str, Any]], object], **fields: Any) -> Draft:
    """Return a draft of the highway edition that says something else."""
    base = editions.in_force(SCHEME, DAY)
    given = {
        "scheme": SCHEME,
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
    )


def milder(tree: dict[str, Any]) -> None:
    """Give an A from 80 points instead of 85."""
    tree["bands"][1]["from"] = tree["bands"][2]["below"] = 80


def harsher(tree: dict[str, Any]) -> None:
    """Give an AA to nobody."""
    tree["bands"][0]["from"] = tree["bands"][1]["below"] = 101

"""变动主体: the movers of a trial as a list, on the page and in the workbook."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.db.models import Q

from xinlu.accounts.actors import Actor
from xinlu.desk.asking import Asked, Rows
from xinlu.desk.forms import Query, choice
from xinlu.desk.lists import Listing
from xinlu.desk.trialling import Shown, titles, word
from xinlu.evaluation.models import Trial, TrialMove
from xinlu.evaluation.trials import asking
from xinlu.kernel.spreadsheets import Written
from xinlu.rules.comparing.moving import HOW


class MoveQuery(Query):
    """Asks for the movers of one trial."""

    trial = forms.UUIDField(widget=forms.HiddenInput, required=False)
    subject = forms.CharField(label="对象名称或代码", max_length=100, required=False)
    way = choice("变动", [])
    old = choice("原结果", [])
    new = choice("新结果", [])
    place = choice("归属地", [])
    change = choice("哪处改动", [])

    def complete(self) -> None:
        """Offer the counties, and the places and changes that movers of the trial have."""
        self.choose_place()
        trial = trial_of(self.data.get("trial"))
        if trial is None or trial.state != Trial.State.DONE:
            return
        shown = Shown(trial)
        some = [(each, word(each)) for each in shown.places]
        self.choose("old", some)
        self.choose("new", some)
        self.choose("way", [(way, told) for way, told in shown.ways.items() if way != "same"])
        self.choose("change", [(each.path, each.title) for each in shown.causes()])


def trial_of(uid: object) -> Trial | None:
    """Return the trial of this id, as a form gives it."""
    try:
        return Trial.objects.select_related("base", "run").filter(uid=UUID(str(uid))).first()
    except ValueError:
        return None


def moves(actor: Actor, asked: Asked) -> Rows:
    """Return the movers of a trial that are asked for, those that lose most first."""
    uid = asked.get("trial")
    trial = asking.trials_for(actor).filter(uid=uid).first() if uid else None
    if trial is None:
        return TrialMove.objects.none()
    rows = asking.moves_of(trial, actor).defer("inputs", "draft_inputs")
    exact = {
        "way": asked.get("way"),
        "old_place": asked.get("old"),
        "new_place": asked.get("new"),
        "subject__home_place__code": asked.get("place"),
    }
    if text := asked.get("subject", "").strip():
        rows = rows.filter(Q(subject__code=text.upper()) | Q(subject__name__contains=text))
    if path := asked.get("change"):
        rows = rows.filter(changes__contains=f"\n{path}\n")
    return rows.filter(**{name: value for name, value in exact.items() if value})


def written(rows: Iterable[Any]) -> Iterator[Sequence[Written]]:
    """Yield movers as rows of a workbook, each with the changes that moved it and their clauses."""
    shown: Shown | None = None
    for move in rows:
        if shown is None or shown.trial.pk != move.trial_id:
            shown = Shown(Trial.objects.select_related("base", "run").get(pk=move.trial_id))
        told = list(titles(move.paths, shown))
        yield (
            move.subject.name,
            move.subject.code.replace("/", " "),
            str(move.subject.home_place or ""),
            word(move.old_place),
            word(move.new_place),
            shown.ways[move.way],
            move.old_score,
            move.new_score,
            move.shift,
            "；".join(title for title, _ in told),
            "；".join(basis for _, basis in told if basis),
            HOW.get(move.how, "未逐一查明"),
        )


MOVES = Listing(
    "trial-moves",
    "变动主体",
    "个",
    MoveQuery,
    moves,
    (
        *("名称", "代码", "归属地", "原结果", "新结果", "变动", "原得分", "新得分", "得分变化"),
        *("使其变动的改动", "条款", "怎样使其变动"),
    ),
    written,
)

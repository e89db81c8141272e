"""The handling of a draft (草案): which steps come next, and what keeps them back."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django.urls import reverse

from xinlu.accounts import words
from xinlu.accounts.actors import Actor
from xinlu.accounts.acts import Refused
from xinlu.accounts.models import Role
from xinlu.desk import steps, timelines
from xinlu.desk.steps import Kind
from xinlu.desk.text import day
from xinlu.desk.trialling import headline
from xinlu.evaluation.models import Draft, Trial
from xinlu.evaluation.readiness import Lack, Step, lacking
from xinlu.evaluation.services import drafts as services
from xinlu.evaluation.services import enactments
from xinlu.evaluation.standing import standing_of
from xinlu.evaluation.trials.asking import trials_of

TAGS: Final[dict[str, str]] = {
    Draft.State.DRAFTING: "plain",
    Draft.State.COMMENTS: "info",
    Draft.State.REVIEW: "warn",
    Draft.State.PROPOSED: "warn",
    Draft.State.DROPPED: "plain",
}


@dataclass(frozen=True, slots=True)
class DraftKind(Kind):
    """A step with a draft; `needs` names the step whose conditions it has."""

    needs: Step | None = None


S = Draft.State
KINDS: Final[dict[str, DraftKind]] = {
    "submit": DraftKind(
        "送审",
        (Role.EVALUATOR,),
        (S.DRAFTING, S.COMMENTS),
        enactments.submit,
        needs_day=True,
        needs="submit",
    ),
    "propose": DraftKind(
        "提请批准",
        (Role.EVALUATOR,),
        (S.REVIEW,),
        enactments.propose,
        needs_day=True,
        needs="propose",
    ),
    "send-back": DraftKind(
        "退回草拟",
        (Role.EVALUATOR, Role.APPROVER),
        (S.COMMENTS, S.REVIEW, S.PROPOSED),
        services.send_back,
        needs_reason=True,
    ),
    "drop": DraftKind(
        "终止", (Role.EVALUATOR,), Draft.OPEN, services.drop, needs_reason=True, is_grave=True
    ),
}
EFFECTS: Final[dict[str, str]] = {
    "submit": "送审后由审核岗登记合法性审核和公平竞争审查，文本不能再改。",
    "propose": "提请后由没有写过草案的审定岗批准。",
    "send-back": "退回后可以改文本；文本改过的，审核和试算都要重做。",
    "drop": "草案到此为止，不会施行；各稿和意见仍可查到。",
}


def steps_for(draft: Draft, actor: Actor, on: date) -> list[steps.Step]:
    """Return the steps that the actor's posts may take from where the draft stands."""
    return [*_pages(draft, actor, on), *_forms(draft, actor, on)]


def _pages(draft: Draft, actor: Actor, on: date) -> Iterator[steps.Step]:
    """Yield steps that have a page of their own."""
    is_city = actor.place_ids is None
    if draft.state == S.DRAFTING and is_city and actor.has(Role.EVALUATOR):
        url = reverse("desk:draft_ask", args=[draft.uid])
        told = "写明向谁、征求几个工作日。" if draft.asked_on is None else "再征求一轮意见。"
        yield steps.Step("ask", "征求意见", told, first_lack(draft, "ask", on), url=url)
    if draft.state == S.REVIEW and is_city and actor.has(Role.REVIEWER):
        url = reverse("desk:draft_reviews", args=[draft.uid])
        yield steps.Step("review", "登记审核", "写明审核单位、文号和意见。", url=url)
    if draft.state == S.PROPOSED and is_city and actor.has(Role.APPROVER):
        url = reverse("desk:draft_approve", args=[draft.uid])
        told = f"批准后成为新版标准，{day(draft.day)}起施行。" if draft.day else ""
        why = first_lack(draft, "approve", on) or own_hand(draft, actor)
        yield steps.Step("approve", "批准", told, why, url=url)


def _forms(draft: Draft, actor: Actor, on: date) -> Iterator[steps.Step]:
    """Yield steps that one press takes."""
    for name, kind in KINDS.items():
        if draft.state in kind.states and actor.has(*kind.roles) and actor.place_ids is None:
            blocked = first_lack(draft, kind.needs, on) if kind.needs else ""
            yield steps.Step(
                name, kind.verb, EFFECTS[name], blocked, kind.needs_reason, kind.is_grave
            )


def first_lack(draft: Draft, step: Step, on: date) -> str:
    """Return the first thing that keeps a step back, as a sentence; empty where nothing does."""
    return next(iter(lacks(draft, step, on)), "")


def lacks(draft: Draft, step: Step, on: date) -> list[str]:
    """Return all that keeps a step back, as sentences."""
    return [said(lack) for lack in lacking(standing_of(draft), step, on)]


def said(lack: Lack) -> str:
    """Return what is lacking in the words of the refusal that it would be."""
    return words.said(Refused(lack.code, code=lack.code, **lack.params))


def own_hand(draft: Draft, actor: Actor) -> str:
    """Return why the actor may not approve: who wrote or proposed it does not."""
    if actor.user is None:
        return ""
    own = actor.user.pk in (draft.author_id, draft.proposed_by_id)
    if own or draft.versions.filter(by=actor.user).exists():
        return "须由另一人批准：草案是您写的或提请的。"
    return ""


#: The step that a draft in a state goes to next, for the list of what it still lacks.
NEXT: Final[dict[str, Step]] = {
    S.DRAFTING: "ask",
    S.COMMENTS: "submit",
    S.REVIEW: "propose",
    S.PROPOSED: "approve",
}


def standing_words(draft: Draft, on: date) -> str:
    """Return in a sentence where the draft stands."""
    if draft.state == S.COMMENTS and draft.comments_until:
        over = "已期满" if on > draft.comments_until else "（含当日）"
        return f"征求意见至 {day(draft.comments_until)}{over}"
    if draft.state == S.APPROVED and draft.day:
        return f"已批准，{'已于' if draft.day <= on else '将于'} {day(draft.day)} 施行"
    return str(draft.get_state_display())


def timeline_of(draft: Draft, on: date) -> list[dict[str, Any]]:
    """Return what was done with the draft, and what is still to come."""
    ahead = [
        (S.DRAFTING, "草拟"),
        (S.COMMENTS, "征求意见"),
        (S.REVIEW, "审核"),
        (S.PROPOSED, "批准"),
    ]
    at = next((place for place, (state, _) in enumerate(ahead) if state == draft.state), None)
    to_come = ahead[at:] if at is not None else []
    return timelines.of_draft(draft) + [
        {"title": title, "when": "", "state": "next" if place else "now"}
        for place, (_, title) in enumerate(to_come)
    ]


def trials_told(draft: Draft, actor: Actor) -> list[tuple[Trial, str, bool]]:
    """Return a draft's finished trials: what each found, and whether it was of the text of now."""
    rows = trials_of(draft, actor).filter(state=Trial.State.DONE)
    return [(trial, headline(trial), trial.hash == draft.hash) for trial in rows[:10]]


#: Pages of a draft, by the names of their addresses; a part of it and what the tab is called.
TABS: Final[tuple[tuple[str, str], ...]] = (
    ("desk:draft", "概况"),
    ("desk:draft_values", "数值"),
    ("desk:draft_text", "文本"),
    ("desk:draft_changes", "改动"),
    ("desk:draft_cases", "用例"),
    ("desk:draft_trials", "试算"),
    ("desk:draft_comments", "意见"),
    ("desk:draft_reviews", "审核"),
)


def tabs(draft: Draft, actor: Actor, path: str) -> list[tuple[str, str, bool]]:
    """Return the pages of a draft that the actor may open: title, address, whether it is this."""
    writes = actor.has(Role.EVALUATOR) and actor.place_ids is None
    found = []
    for name, title in TABS:
        hidden = name == "desk:draft_values" and not (writes and draft.state == S.DRAFTING)
        hidden |= name == "desk:draft_trials" and actor.place_ids is not None
        if not hidden:
            url = reverse(name, args=[draft.uid])
            here = path == url or (name != "desk:draft" and path.startswith(url))
            found.append((title, url, here))
    return found

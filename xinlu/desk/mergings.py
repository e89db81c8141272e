"""What the pages of mergings show: what follows from one, and what its officer may do next."""

from dataclasses import dataclass

from django.db.models import Count

from xinlu.accounts.actors import Actor
from xinlu.accounts.acts import NotPermitted
from xinlu.collection.models import Record
from xinlu.collection.templates import load_template
from xinlu.evaluation.models import Result
from xinlu.registry.models import (
    ContractSection,
    FormerName,
    Identifier,
    Link,
    Merging,
    Representation,
    Subject,
)
from xinlu.registry.services import mergings


@dataclass(frozen=True, slots=True)
class Consequences:
    """What each side brings, and in which published evaluations both have a result."""

    rows: list[tuple[str, int, int]]
    both_judged: list[str]


def consequences(subject: Subject, into: Subject) -> Consequences:
    """Return what would be shown and evaluated as one, counted for each side."""
    ours, theirs = _counts(subject), _counts(into)
    rows = [(name, ours.get(name, 0), theirs.get(name, 0)) for name in {**theirs, **ours}]
    runs = Result.objects.filter(subject__in=into.family()).values("run")
    twice = (
        Result.objects.filter(subject__in=subject.family(), run__in=runs)
        .select_related("run__edition")
        .order_by("run_id")
    )
    return Consequences(rows, list(dict.fromkeys(str(result.run) for result in twice)))


def _counts(subject: Subject) -> dict[str, int]:
    family = subject.family()
    records = Record.objects.stored().filter(subject__in=family).order_by()
    by_template = records.values_list("template").annotate(count=Count("pk"))
    counts = {f"记录：{load_template(code).title}": n for code, n in sorted(by_template)}
    links = Link.objects.visible()
    counts["评价结果"] = Result.objects.filter(subject__in=family).count()
    counts["关联"] = links.filter(of__in=family).count() + links.filter(to__in=family).count()
    for word, kind, field in (
        ("合同段", ContractSection, "contractor"),
        ("号码", Identifier, "subject"),
        ("曾用名", FormerName, "subject"),
        ("经办人", Representation, "subject"),
    ):
        counts[word] = kind._default_manager.filter(**{f"{field}__in": family}).count()
    return counts


#: The steps of each state: their name, their word, and what the officer has to know.
STEPS = {
    Merging.State.PROPOSED: (
        ("merge", "审定归并", "查询、评价从此把两个当一个；原有各行不改写，随时可以撤销归并。"),
        ("refuse", "不予归并", "两个主体照旧，也不再提示这一对。"),
    ),
    Merging.State.MERGED: (
        ("propose-undoing", "提出撤销归并", "由另一人审定后，各回各的记录、结果、关联和号码。"),
    ),
    Merging.State.UNDOING: (
        ("undo", "审定撤销归并", "各回各的记录、结果、关联和号码，包括归并以后收到的。"),
        ("keep", "不予撤销", "归并继续有效。"),
    ),
}
ACTS = {
    "merge": mergings.merge,
    "refuse": mergings.refuse,
    "propose-undoing": mergings.propose_undoing,
    "undo": mergings.undo,
    "keep": mergings.keep,
}


def is_own(merging: Merging, actor: Actor) -> bool:
    """Say whether the step that waits is one that the actor proposed."""
    if actor.user is None:
        return False
    proposer = {
        Merging.State.PROPOSED: merging.proposed_by_id,
        Merging.State.UNDOING: merging.undone_by_id,
    }.get(Merging.State(merging.state))
    return proposer == actor.user.pk


def steps_for(merging: Merging, actor: Actor) -> tuple[tuple[str, str, str], ...]:
    """Return the steps that the actor may take now."""
    decides = merging.state != Merging.State.MERGED
    roles = mergings.DECIDERS if decides else mergings.PROPOSERS
    if is_own(merging, actor) or not actor.has(*roles):
        return ()
    try:
        mergings.require_reach(actor, merging.subject, merging.into, roles=roles)
    except NotPermitted:
        return ()
    return STEPS.get(Merging.State(merging.state), ())

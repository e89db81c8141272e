"""目录年度更新 on the desk: rows of the list, what keeps an update back, what may be done next."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any, BinaryIO

from django import forms
from django.db.models import Count, QuerySet

from xinlu.accounts import words
from xinlu.accounts.actors import Actor
from xinlu.accounts.acts import Refused
from xinlu.accounts.models import Role
from xinlu.catalogue import entries, telling, updates
from xinlu.catalogue.models import CatalogueEdition, Opinion, Revision
from xinlu.catalogue.sanctions import Problem
from xinlu.catalogue.services import revisions
from xinlu.catalogue.services.opinions import SPEAKERS
from xinlu.desk import update_forms
from xinlu.kernel.spreadsheets import Written, write_table

S = Revision.State
TAGS: dict[str, str] = {
    S.COLLECTING: "info",
    S.SUMMARY: "warn",
    S.REVIEW: "warn",
    S.REVIEWED: "warn",
    S.SUBMITTED: "info",
    S.ADOPTED: "plain",
    S.DECLINED: "plain",
    S.DROPPED: "plain",
}
HEADINGS = (
    *("新版名称", "更新的版本", "状态", "意见截止", "意见条数", "报送文号", "报送日期"),
    *("答复文号", "施行日"),
)


@dataclass(frozen=True, slots=True)
class UpdateStep:
    """A step: its verb, what it does, whose it is, from which states, its form and service."""

    verb: str
    effect: str
    roles: tuple[str, ...]
    states: tuple[str, ...]
    act: Callable[..., Any]
    form: type[forms.Form] = forms.Form
    needs_day: bool = False
    is_grave: bool = False


STEPS: dict[str, UpdateStep] = {
    "sum-up": UpdateStep(
        "汇总",
        "意见征集截止后，逐条写明是否采纳。",
        (Role.EVALUATOR,),
        (S.COLLECTING,),
        revisions.sum_up,
        needs_day=True,
    ),
    "hand-in": UpdateStep(
        "送审",
        "送审后由没有起草、汇总过的审核岗核对与现行版本的不同。",
        (Role.EVALUATOR,),
        (S.SUMMARY,),
        revisions.hand_in,
    ),
    "review": UpdateStep(
        "审核通过",
        "只对页面上的这些不同有效；再改的，须重新审核。",
        (Role.REVIEWER,),
        (S.REVIEW,),
        revisions.review,
        update_forms.Pass,
    ),
    "submit": UpdateStep(
        "报送牵头部门",
        "登记报送的文号；导出的报送表随文报送。",
        (Role.EVALUATOR,),
        (S.REVIEWED,),
        revisions.submit,
        update_forms.Numbered,
        needs_day=True,
    ),
    "adopt": UpdateStep(
        "登记采纳",
        "登记后成为新版，自施行日起生效；现行版本到施行日止。",
        (Role.APPROVER,),
        (S.SUBMITTED,),
        revisions.adopt,
        update_forms.Adopted,
        needs_day=True,
    ),
    "decline": UpdateStep(
        "登记未采纳",
        "现行版本不变，这次更新办结。",
        (Role.APPROVER,),
        (S.SUBMITTED,),
        revisions.decline,
        update_forms.Declined,
        needs_day=True,
    ),
    "send-back": UpdateStep(
        "退回汇总",
        "重新决定采纳哪些意见；改过的须重新审核。",
        (Role.EVALUATOR, Role.REVIEWER),
        (S.REVIEW, S.REVIEWED, S.SUBMITTED),
        revisions.send_back,
        update_forms.Why,
    ),
    "drop": UpdateStep(
        "终止",
        "不再更新，现行版本不变；意见仍可查到。",
        (Role.EVALUATOR,),
        (S.COLLECTING, S.SUMMARY, S.REVIEW, S.REVIEWED),
        revisions.drop,
        update_forms.Why,
        is_grave=True,
    ),
}


def rows(actor: Actor, asked: dict[str, Any]) -> QuerySet[Revision]:
    """Return the updates that are asked for, the latest first."""
    exact = {"based_on__kind": asked.get("kind"), "state": asked.get("state")}
    held = Revision.objects.visible_to(actor).select_related("based_on", "edition")
    counted = held.annotate(opinion_count=Count("opinions")).order_by("-begun_at", "-pk")
    return counted.filter(**{name: value for name, value in exact.items() if value})


def cells(one: Revision) -> tuple[Written, ...]:
    """Return an update as a row of a workbook."""
    return (
        one.title,
        one.based_on.title,
        one.get_state_display(),
        one.closes_on,
        int(getattr(one, "opinion_count", 0)),
        one.number,
        one.submitted_on,
        one.answer_number,
        one.edition.since if one.edition else None,
    )


def is_city(actor: Actor, *roles: str) -> bool:
    """Say whether the actor holds one of the roles for the whole city."""
    return actor.place_ids is None and actor.has(*roles)


def may_speak(revision: Revision, actor: Actor, on: date) -> bool:
    """Say whether the actor's unit may give an opinion today."""
    is_open = revision.state == S.COLLECTING and on <= revision.closes_on
    return is_open and actor.authority is not None and actor.has(*SPEAKERS)


def may_answer(revision: Revision, actor: Actor) -> bool:
    """Say whether the actor decides opinions."""
    return revision.state in (S.COLLECTING, S.SUMMARY) and is_city(actor, Role.EVALUATOR)


def steps_for(
    revision: Revision, actor: Actor, on: date
) -> Iterator[tuple[str, UpdateStep, forms.Form]]:
    """Yield the steps that the actor may take, each with its form."""
    own = actor.user is not None and revision.author_id == actor.user.pk
    for name, step in STEPS.items():
        if revision.state not in step.states or not is_city(actor, *step.roles):
            continue
        if name == "sum-up" and on <= revision.closes_on:
            continue
        if own and name in ("review", "adopt", "decline"):
            continue
        initial = {"seen": updates.digest_of(revision)} if name == "review" else {}
        yield name, step, step.form(initial=initial, prefix=None, auto_id=f"id_{name}_%s")


def editions_for(on: date) -> QuerySet[CatalogueEdition]:
    """Return the editions in force that this city may update."""
    held = CatalogueEdition.objects.in_force(on).filter(until__isnull=True)
    return held.exclude(jurisdiction="national").order_by("kind", "jurisdiction", "code")


def said(problem: Problem) -> str:
    """Return what keeps an update back in the words of the refusal that it would be."""
    return words.said(Refused(problem.code, code=problem.code, **problem.params))


def wishes(opinion: Opinion, kind: str) -> list[tuple[str, str]]:
    """Return the columns that an opinion asks for."""
    return [
        (each.title, each.said(opinion.says[each.key]))
        for each in entries.ATTRIBUTES[kind]
        if each.key in opinion.says
    ]


def write(target: BinaryIO, revision: Revision, opinions: QuerySet[Opinion], foot: str) -> None:
    """Write what is sent up: the new edition's table, its differences, opinions and answers."""
    kind = revision.based_on.kind
    columns = entries.ATTRIBUTES[kind]
    held = updates.becomes(revision).values()
    table = (
        [number, each["code"], *(column.said(each[column.key]) for column in columns)]
        for number, each in enumerate(held, 1)
    )
    found = telling.differences(kind, updates.differences_of(revision))
    changed = (
        [each.word, each.code, each.title, title, old, new]
        for each in found
        for title, old, new in each.cells
    )
    write_table(
        target,
        [
            ("新版条目", ["序号", "编码", *(each.title for each in columns)], table),
            ("与现行版本的不同", ["变化", "编码", "条目", "栏目", "原", "现"], changed),
            (
                "意见采纳情况",
                [
                    "序号",
                    "单位",
                    "类别",
                    "编码",
                    "内容",
                    "依据",
                    "理由",
                    "是否采纳",
                    "采纳或不采纳的理由",
                ],
                map(partial(_opinion_cells, kind), enumerate(opinions, 1)),
            ),
        ],
        footer=[revision.title, foot],
    )


def _opinion_cells(kind: str, numbered: tuple[int, Opinion]) -> list[Written]:
    number, each = numbered
    told = "；".join(f"{title}：{text}" for title, text in wishes(each, kind))
    return [
        number,
        str(each.authority or ""),
        each.get_kind_display(),
        each.code,
        told,
        each.basis,
        each.reason,
        each.get_outcome_display() if each.outcome else "未答复",
        each.answer,
    ]

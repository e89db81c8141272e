"""The file of a record and of a subject (一户式), field by field, as officers read them."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, QuerySet
from django.utils.timezone import localdate

from xinlu.accounts.actors import Actor
from xinlu.collection import selectors as collection
from xinlu.collection.covering import text_of
from xinlu.collection.models import Batch, Record
from xinlu.collection.openness import Audience, fields_for
from xinlu.collection.templates import Field, load_template
from xinlu.evaluation import selectors as evaluation
from xinlu.evaluation.models import Result
from xinlu.registry.models import Link, Subject

#: Records of one template that the subject's file shows; the list has all.
SHOWN = 20


@dataclass(frozen=True, slots=True)
class Group:
    """A subject's records of one template: the latest, and how many there are."""

    template: str
    title: str
    count: int
    records: tuple[tuple[Record, str], ...]


def fields_of(record: Record, audience: Audience) -> list[tuple[str, str]]:
    """Return name and value of each field that the audience reads, in the template's order."""
    return [(name, value) for _, name, value in keyed_fields_of(record, audience)]


def keyed_fields_of(record: Record, audience: Audience) -> list[tuple[str, str, str]]:
    """Return key, name and value of each field that the audience reads, as `fields_of` does."""
    return [
        (field.key, field.name, _written(field, text))
        for field, text in fields_for(record, audience)
    ]


def _written(field: Field, text: str) -> str:
    has_unit = field.unit and field.unit not in field.name
    return f"{text} {field.unit}" if has_unit else text


def raw_of(record: Record) -> list[tuple[str, str]]:
    """Return the cells of columns that the template does not have, as they were sent."""
    return [(heading, text_of(value)) for heading, value in record.raw.items()]


def gists(records: Iterable[Record]) -> list[tuple[Record, str]]:
    """Return each record with what it says, in the few words of its most telling field.

    A code of a rulebook's item is followed by what the item is called.
    """
    titles = evaluation.item_titles(localdate())
    return [(record, _gist(record, titles)) for record in records]


def _gist(record: Record, titles: Mapping[str, str]) -> str:
    for key in GIST:
        if value := record.values.get(key):
            text = text_of(value)
            return f"{text} {titles[text]}" if text in titles else text
    return ""


def rows_of(records: Iterable[Record]) -> list[tuple[Record, str, str]]:
    """Return each record with the title of its template and its gist, as lists show it."""
    return [(record, load_template(record.template).title, told) for record, told in gists(records)]


#: Fields that tell most of a record, the first that is there.
GIST = (
    "violation_type",
    "permit_name",
    "permit_content",
    "behaviour",
    "behaviour_code",
    "item",
    "section",
    "points",
    "document_name",
)


def groups_of(subject: Subject, actor: Actor) -> list[Group]:
    """Return the subject's records that the actor may see, by template."""
    records = collection.records_of(subject, actor)
    counts = records.order_by().values_list("template").annotate(count=Count("pk"))
    return [
        Group(
            template,
            load_template(template).title,
            count,
            tuple(gists(records.filter(template=template)[:SHOWN])),
        )
        for template, count in sorted(counts)
    ]


def results_of(subject: Subject, actor: Actor) -> QuerySet[Result]:
    """Return the subject's results that the actor may see, the newest first."""
    return (
        Result.objects.visible_to(actor)
        .filter(subject__in=subject.family())
        .select_related("run__edition", "run__receipt", "subject")
        .defer("inputs", "verdict")
        .order_by("-run__on", "-pk")
    )


#: What the other end of a tie is to the firm of the tie, and what the firm is to the other end.
TIES = {
    Link.Kind.OWNER: ("所有的车船", "所有人"),
    Link.Kind.OPERATOR: ("经营的车船", "经营人"),
    Link.Kind.EMPLOYS: ("聘用的人员", "聘用单位"),
    Link.Kind.BRANCH: ("分支机构", "上级机构"),
}


def ties_of(subject: Subject, ties: Iterable[Link]) -> list[tuple[str, Subject]]:
    """Return what each tied subject is to this one, and the subject."""
    family = set(subject.family())
    return [
        (TIES[Link.Kind(tie.kind)][0], tie.to.standing)
        if tie.of_id in family
        else (TIES[Link.Kind(tie.kind)][1], tie.of.standing)
        for tie in ties
    ]


def batches_of(subject: Subject, actor: Actor) -> QuerySet[Batch]:
    """Return the batches that the actor may see and that told of the subject."""
    told = collection.records_of(subject, actor).order_by().values("batch_id")
    return collection.batches_for(actor).filter(pk__in=told)


def life_of(groups: Iterable[Group], results: Iterable[Result]) -> list[dict[str, Any]]:
    """Return what happened to a subject, the latest first, as steps of a timeline."""
    steps = [*_of_records(groups), *_of_results(results)]
    return sorted(steps, key=lambda step: step["when"], reverse=True)[:SHOWN]


def _of_records(groups: Iterable[Group]) -> Iterator[dict[str, Any]]:
    for group in groups:
        for record, told in group.records:
            if record.happened_on:
                note = " ".join(filter(None, (told, record.number)))
                yield {
                    "title": group.title,
                    "by": str(record.deciding_place or ""),
                    "note": note,
                    "when": record.happened_on,
                }


def _of_results(results: Iterable[Result]) -> Iterator[dict[str, Any]]:
    for result in results:
        run = result.run
        if run.publicised_on:
            word = result.grade or "达到条件" if result.candidate_since else result.grade
            yield {
                "title": f"{run.edition.title} {run.year} 年度",
                "by": run.get_state_display(),
                "note": word or "暂无结果",
                "when": run.publicised_on,
            }

"""What an entry of the ledger was about: a name, and the page where it is, if there is one."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from typing import Any

from django.urls import reverse

from xinlu.accounts.models import Appointment, Handover, User
from xinlu.catalogue.models import CatalogueEdition, Opinion, Revision
from xinlu.collection.models import (
    Batch,
    Correction,
    Decision,
    Reminder,
    RetentionOrder,
    Sample,
    SampledRow,
    Statement,
    Suspicion,
)
from xinlu.evaluation.models import (
    CauseBinding,
    Confirmation,
    Draft,
    DraftComment,
    DraftReview,
    Edition,
    Run,
)
from xinlu.exchange.models import Connection, Package
from xinlu.registry.models import Discrepancy, Identifier, Link, Merging, Representation, Subject
from xinlu.supervision.models import Alert

#: For each kind of thing: a word, its model, and the address of its page.
KINDS: dict[str, tuple[str, Any, Callable[[Any], str]]] = {
    "collection.batch": (
        "批次",
        Batch,
        lambda batch: reverse("desk:import_batch", args=[batch.uid]),
    ),
    "collection.correction": (
        "记录更正",
        Correction.objects.select_related("record"),
        lambda one: reverse("desk:correction", args=[one.uid]),
    ),
    "collection.decision": (
        "行政决定",
        Decision,
        lambda one: reverse("desk:publicity_one", args=[one.uid]),
    ),
    "collection.reminder": (
        "催办",
        Reminder.objects.select_related("decision"),
        lambda one: reverse("desk:publicity_one", args=[one.decision.uid]),
    ),
    "collection.suspicion": (
        "疑似漏报",
        Suspicion,
        lambda one: reverse("desk:omission", args=[one.uid]),
    ),
    "collection.statement": ("对账数", Statement.objects.select_related("authority"), str),
    "exchange.connection": (
        "连接器",
        Connection,
        lambda one: reverse("desk:connector", args=[one.code]),
    ),
    "exchange.package": (
        "数据包",
        Package,
        lambda one: reverse("desk:package", args=[one.number]),
    ),
    "collection.sample": (
        "准确性抽查",
        Sample.objects.select_related("authority"),
        lambda one: reverse("desk:sample", args=[one.uid]),
    ),
    "collection.sampledrow": (
        "抽查的记录",
        SampledRow.objects.select_related("sample__authority"),
        lambda one: reverse("desk:sample", args=[one.sample.uid]),
    ),
    "supervision.alert": (
        "风险预警",
        Alert.objects.select_related("subject", "place"),
        lambda one: reverse("desk:alert", args=[one.uid]),
    ),
    "evaluation.run": (
        "信用评价",
        Run.objects.select_related("edition"),
        lambda run: reverse("desk:run", args=[run.pk]),
    ),
    "registry.subject": (
        "信用主体",
        Subject,
        lambda subject: reverse("desk:subject", args=[subject.uid]),
    ),
    "registry.merging": (
        "主体归并",
        Merging.objects.select_related("subject", "into"),
        lambda one: reverse("desk:merging", args=[one.uid]),
    ),
    "registry.discrepancy": (
        "来源不一致",
        Discrepancy.objects.select_related("subject"),
        lambda one: reverse("desk:discrepancy", args=[one.uid]),
    ),
    "collection.retentionorder": (
        "到期封存",
        RetentionOrder,
        lambda one: f"{reverse('desk:retention')}#order-{one.pk}",
    ),
    "catalogue.revision": (
        "目录更新",
        Revision,
        lambda one: reverse("desk:update", args=[one.uid]),
    ),
    "catalogue.opinion": (
        "目录意见",
        Opinion.objects.select_related("revision"),
        lambda one: reverse("desk:update", args=[one.revision.uid]),
    ),
    "catalogue.catalogueedition": ("目录版本", CatalogueEdition, str),
    "registry.identifier": ("号码", Identifier, lambda one: one.get_scheme_display()),
    "accounts.user": ("人员", User, lambda user: reverse("accounts:person", args=[user.pk])),
    "accounts.appointment": ("岗位", Appointment.objects.select_related("user", "authority"), str),
    "accounts.handover": ("交接单", Handover, str),
    "registry.representation": ("经办人", Representation.objects.select_related("user"), str),
    "registry.link": ("主体关系", Link.objects.select_related("of", "to"), str),
    "evaluation.causebinding": (
        "案由对应",
        CauseBinding,
        lambda binding: reverse("desk:cause", args=[binding.uid]),
    ),
    "evaluation.confirmation": ("核定", Confirmation.objects.select_related("edition"), str),
    "evaluation.edition": ("评价标准", Edition, str),
    "evaluation.draft": (
        "评价标准草案",
        Draft,
        lambda draft: reverse("desk:draft", args=[draft.uid]),
    ),
    "evaluation.draftcomment": ("草案意见", DraftComment.objects.select_related("draft"), str),
    "evaluation.draftreview": ("草案审核", DraftReview.objects.select_related("draft"), str),
}
#: Kinds without a page of their own.
NO_PAGE = frozenset(kind for kind, (_, _, address) in KINDS.items() if address is str)


def named(rows: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return rows of entries with `kind`, `what` and `url` of what each was about."""
    rows = list(rows)
    wanted: dict[str, set[int]] = defaultdict(set)
    for row in rows:
        entry = row["entry"]
        if entry.target_kind in KINDS and entry.target_id.isdecimal():
            wanted[entry.target_kind].add(int(entry.target_id))
    found = {
        (kind, str(thing.pk)): thing for kind, ids in wanted.items() for thing in _things(kind, ids)
    }
    return [{**row, **_told(row["entry"], found)} for row in rows]


def _things(kind: str, ids: set[int]) -> list[Any]:
    source = KINDS[kind][1]
    rows = source if hasattr(source, "filter") else source.objects
    return list(rows.filter(pk__in=ids))


def _told(entry: Any, found: dict[tuple[str, str], Any]) -> dict[str, str]:
    kind = entry.target_kind
    word, _, address = KINDS.get(kind, (kind, None, str))
    thing = found.get((kind, entry.target_id))
    if thing is None:
        return {"kind": word, "what": entry.target_id, "url": ""}
    url = "" if kind in NO_PAGE else address(thing)
    what = f"{thing}" if kind != "registry.subject" else thing.code or "从业人员"
    return {"kind": word, "what": what, "url": url}

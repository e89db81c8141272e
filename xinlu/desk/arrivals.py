"""What comes in by machine, on the desk: connectors, the inbox and packages, as lists."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django import forms
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.timezone import localtime

from xinlu.accounts.actors import Actor
from xinlu.accounts.models import Client
from xinlu.collection.messages import sentence
from xinlu.collection.models import Batch
from xinlu.collection.templates import UnknownTemplate, load_template
from xinlu.desk.forms import Query, choice, day
from xinlu.evaluation.sealing import key as platform_key
from xinlu.exchange.connectors.language import KINDS
from xinlu.exchange.models import Drop, Package
from xinlu.exchange.packages.contents import PackageRefused, read_receipt
from xinlu.exchange.standings import STATES, Standing, standings
from xinlu.kernel.spreadsheets import Written

#: The tag of each state of a connector, and of a dropped file.
TAGS: Final[Mapping[str, str]] = {
    "broken": "bad",
    "failing": "bad",
    "late": "bad",
    "no-client": "warn",
    "unset": "warn",
    "paused": "warn",
    "pulling": "info",
    "queued": "info",
    "fine": "ok",
}
DROP_TAGS: Final[Mapping[str, str]] = {
    Drop.State.TAKEN: "info",
    Drop.State.ANSWERED: "ok",
    Drop.State.REFUSED: "bad",
}
CONNECTOR_HEADINGS = (
    *("连接器", "代码", "方式", "报送机构", "状态", "说明"),
    *("变更序号取到", "最近取到", "最近询问", "下次询问", "连续失败", "重复的行"),
)
DROP_HEADINGS = (
    *("收取时间", "文件", "模板", "报送机构", "客户端", "状态"),
    *("批次状态", "可入库或已入库", "退回", "说明"),
)
PACKAGE_HEADINGS = (
    "收取时间",
    "编号",
    "报送机构",
    "客户端",
    "签名公钥",
    "打包时间",
    "文件",
    "回执",
)


class ConnectorQuery(Query):
    """Asks for connectors."""

    state = choice("状态", list(STATES.items()))
    place = choice("区县", [])

    def complete(self) -> None:
        """Offer the counties."""
        self.choose_place()


class DropQuery(Query):
    """Asks for files from the inbox."""

    state = choice("状态", list(Drop.State.choices))
    place = choice("区县", [])
    name = forms.CharField(label="文件名", max_length=100, required=False)
    since = day("收取日期自")
    until = day("至")

    def complete(self) -> None:
        """Offer the counties."""
        self.choose_place()


class PackageQuery(Query):
    """Asks for packages."""

    state = choice("回执", [("answered", "已签发"), ("open", "未签发")])
    place = choice("区县", [])
    since = day("收取日期自")
    until = day("至")

    def complete(self) -> None:
        """Offer the counties."""
        self.choose_place()


class PackageFile(forms.Form):
    """A package that was brought on a stick."""

    file = forms.FileField(
        label="数据包",
        help_text="由 xinlu package make 生成的 .xlpkg 文件，原样上传。",
        widget=forms.ClearableFileInput(attrs={"accept": ".xlpkg"}),
    )
    nonce = forms.CharField(widget=forms.HiddenInput, required=False, max_length=64)


def connectors(actor: Actor, asked: dict[str, Any]) -> list[Standing]:
    """Return the connectors that are asked for, those with the worst fault first."""
    place, state = asked.get("place"), asked.get("state")
    worst = list(STATES)
    found = [
        each
        for each in standings(actor, timezone.now())
        if state in (None, each.state)
        and (place is None or (each.client is not None and each.client.place.code == place))
    ]
    return sorted(found, key=lambda each: (worst.index(each.state), each.code))


def connector_cells(one: Standing) -> Sequence[Written]:
    """Return a connector as a row of a workbook."""
    at = one.connection
    moments = [at.pulled_at, at.asked_at, at.due_at] if at else [None] * 3
    return (
        one.title,
        one.code,
        KINDS[one.connector.kind] if one.connector else "",
        str(one.client.authority) if one.client else "",
        one.word,
        one.fault,
        at.cursor if at else None,
        *(localtime(each) if each else None for each in moments),
        at.failed_count if at else None,
        at.repeated_count if at else None,
    )


def drops(actor: Actor, asked: dict[str, Any]) -> QuerySet[Drop]:
    """Return the files from the inbox that are asked for, the latest first."""
    rows = Drop.objects.visible_to(actor).select_related("client__authority", "batch")
    exact = {
        "state": asked.get("state"),
        "file_name__contains": asked.get("name"),
        **_of_arrival(asked, "at"),
    }
    return rows.filter(**{name: value for name, value in exact.items() if value})


def _of_arrival(asked: dict[str, Any], moment: str) -> dict[str, Any]:
    """Return what is asked of the county and the day of an arrival."""
    return {
        "client__place__code": asked.get("place"),
        f"{moment}__date__gte": asked.get("since"),
        f"{moment}__date__lte": asked.get("until"),
    }


def title_of(template: str) -> str:
    """Return the title of a template; of a folder that is none, its name."""
    if template == "in":
        return "未放进文件夹"
    try:
        return load_template(template).title
    except UnknownTemplate:
        return template


def why_refused(drop: Drop) -> str:
    """Return why nothing of a file was taken; empty where something was."""
    failure = drop.failure or (drop.batch.failure if drop.batch else None)
    return sentence(failure["code"], failure["params"]) if failure else ""


def drop_cells(drop: Drop) -> Sequence[Written]:
    """Return a file from the inbox as a row of a workbook."""
    batch = drop.batch
    return (
        localtime(drop.at),
        drop.file_name,
        title_of(drop.template),
        str(drop.client.authority),
        drop.client.title,
        drop.get_state_display(),
        batch.get_state_display() if batch else "",
        batch.accepted_count if batch else None,
        batch.refused_count if batch else None,
        why_refused(drop),
    )


def packages(actor: Actor, asked: dict[str, Any]) -> QuerySet[Package]:
    """Return the packages that are asked for, the latest first."""
    rows = Package.objects.visible_to(actor).select_related("client__authority", "key")
    exact = {name: value for name, value in _of_arrival(asked, "received_at").items() if value}
    rows = rows.filter(**exact)
    if state := asked.get("state"):
        rows = rows.filter(receipt="") if state == "open" else rows.exclude(receipt="")
    return rows


def package_cells(package: Package) -> Sequence[Written]:
    """Return a package as a row of a workbook."""
    return (
        localtime(package.received_at),
        str(package.number),
        str(package.client.authority),
        package.client.title,
        package.key.key_id,
        localtime(package.made_at),
        package.batches.count(),
        "已签发" if package.receipt else "未签发",
    )


@dataclass(frozen=True, slots=True)
class PackedFile:
    """A file of a package as its receipt tells it, with the batch where the officer may see it."""

    told: Mapping[str, Any]
    title: str
    batch: Batch | None


def files_of(package: Package, actor: Actor) -> list[PackedFile]:
    """Return what the receipt of a package says of its files; nothing while there is none."""
    if not package.receipt:
        return []
    told = read_receipt(package.receipt, None)["files"]
    seen = {str(each.uid): each for each in Batch.objects.visible_to(actor).filter(package=package)}
    return [
        PackedFile(each, title_of(each["template"]), seen.get(each.get("batch", "")))
        for each in told
    ]


def receipt_is_ours(package: Package) -> bool:
    """Say whether the receipt, as it is kept, bears this platform's own signature."""
    try:
        return bool(read_receipt(package.receipt, platform_key().public))
    except PackageRefused:
        return False


def unused_ways(actor: Actor) -> bool:
    """Say whether no system of the actor's places may send by machine at all."""
    return not Client.objects.visible_to(actor).exists()

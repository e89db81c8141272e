"""准确性抽查 on the desk: drawing a sample, its rows field by field, the steps, the result."""

import secrets
from collections import Counter
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.db.models import Q, Sum
from django.utils.timezone import localdate

from xinlu.accounts.actors import Actor
from xinlu.accounts.models import Authority, Role
from xinlu.accounts.parameters import Parameter, parameter
from xinlu.collection import sampling
from xinlu.collection.models import Quality, Sample, SampledRow
from xinlu.collection.openness import Audience
from xinlu.collection.rates import Rate
from xinlu.collection.services import samples
from xinlu.desk import files
from xinlu.desk.publicity import MONTH, month_of
from xinlu.desk.quality import title_of
from xinlu.desk.stepping import Step, offered

TAGS: dict[str, str] = {
    Sample.State.DRAWN: "warn",
    Sample.State.MARKED: "info",
    Sample.State.CONFIRMED: "ok",
}
_CODE = "accuracy-samples"


def _confirm(sample: Sample, *, by: Actor, reason: str, nonce: str) -> Sample:
    return samples.confirm(sample, by=by, on=localdate(), reason=reason, nonce=nonce)


STEPS: dict[str, Step] = {
    "submit": Step(
        samples.submit,
        "提交核对结果",
        "提交以后不能再改，由另一名审核人员复核。",
        "",
        "已提交，待另一名审核人员复核。",
        (Role.REVIEWER,),
        Sample.State.MARKED,
    ),
    "confirm": Step(
        _confirm,
        "复核通过",
        "复核通过以后，这次抽查计入该单位的准确率。",
        "复核意见",
        "已复核，计入准确率。",
        (Role.REVIEWER,),
        Sample.State.CONFIRMED,
    ),
    "send_back": Step(
        samples.send_back,
        "退回",
        "退回重新核对。写明哪几条、为什么。",
        "理由",
        "已退回重新核对。",
        (Role.REVIEWER,),
        Sample.State.DRAWN,
    ),
}


def said(on: date) -> Parameter:
    """Return size and confidence of samples as they stand on the day `on`."""
    return parameter(_CODE, on)


def steps_for(actor: Actor, sample: Sample) -> dict[str, Step]:
    """Return what the actor may do with the sample now, by name."""
    own = {"confirm": sample.marked_by_id, "send_back": sample.marked_by_id}
    return offered(STEPS, actor, sample, own)


class DrawSample(forms.Form):
    """What is drawn: template, months, seed and how many."""

    template = forms.ChoiceField(label="模板")
    since = forms.RegexField(
        MONTH, label="报送月份自", widget=forms.TextInput(attrs={"type": "month"})
    )
    until = forms.RegexField(MONTH, label="至", widget=forms.TextInput(attrs={"type": "month"}))
    size = forms.IntegerField(label="抽取条数", min_value=1)
    seed = forms.CharField(
        label="随机种子",
        max_length=64,
        help_text="同一清单、同一种子抽出的总是同样的记录；可改用当天公布的号码",
    )

    def __init__(self, unit: Authority, data: Any = None, *, month: date) -> None:
        value = said(localdate()).value
        super().__init__(
            data,
            prefix="draw",
            initial={
                "since": f"{month:%Y-%m}",
                "until": f"{month:%Y-%m}",
                "size": value["size"],
                "seed": str(secrets.randbelow(10**8)),
            },
        )
        sent = Quality.objects.filter(authority=unit, accepted__gt=0).order_by()
        now = Sum("accepted", filter=Q(month=month), default=0)
        found = sent.values_list("template").annotate(now=now).order_by("-now", "template")
        self.fields["template"].choices = [(code, title_of(code)) for code, _ in found]  # type: ignore[attr-defined]

    def told(self) -> dict[str, Any]:
        """Return the arguments of the act."""
        asked = self.cleaned_data
        return {**asked, **{name: month_of(asked[name]) for name in ("since", "until")}}


@dataclass(frozen=True, slots=True)
class CellShown:
    """A field as it was sent, and whether it differs from the paper."""

    key: str
    name: str
    value: str
    is_wrong: bool


@dataclass(frozen=True, slots=True)
class RowShown:
    """A record of the sample, field by field."""

    row: SampledRow
    title: str
    cells: list[CellShown]

    @property
    def wrong(self) -> str:
        """Return which fields differ, by name."""
        return "、".join(cell.name for cell in self.cells if cell.is_wrong)


def rows_of(sample: Sample) -> list[RowShown]:
    """Return the rows of a sample in the order in which they were drawn."""
    rows = sample.rows.select_related("record__subject", "marked_by")
    return [
        RowShown(
            row,
            f"{row.record.subject.name} {row.record.number}".strip() or str(row.record),
            [
                CellShown(key, name, value, key in row.wrong)
                for key, name, value in files.keyed_fields_of(row.record, Audience.OFFICE)
            ],
        )
        for row in rows
    ]


@dataclass(frozen=True, slots=True)
class Result:
    """What a sample says: shares of rows and cells, the interval, and which fields were wrong."""

    rows: Rate
    cells: Rate
    interval: str
    confidence: str
    fields: list[tuple[str, int]]


def result_of(sample: Sample, rows: list[RowShown]) -> Result | None:
    """Return the result of a sample that was submitted."""
    if sample.state == Sample.State.DRAWN:
        return None
    value = said(sample.drawn_on).value
    found = sampling.wilson(sample.right, sample.checked, Decimal(value["z"]))
    wrong = Counter(cell.name for row in rows for cell in row.cells if cell.is_wrong)
    return Result(
        Rate(sample.right, sample.checked),
        Rate(sample.cells_right, sample.cells),
        f"{found.low * 100:.2f}% 至 {found.high * 100:.2f}%" if found else "不适用",
        str(value["confidence"]),
        wrong.most_common(),
    )

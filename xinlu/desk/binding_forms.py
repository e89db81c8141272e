"""What officers send about causes (案由): a binding proposed, decided, or ended."""

from datetime import date
from typing import Any

from django import forms

from xinlu.desk.forms import Query, day
from xinlu.evaluation.editions import Standard
from xinlu.evaluation.services.causes import Wanted

#: What stands for "no item" among the items.
NONE = "none"


class Period(Query):
    """Asks for penalties of a span of days; without any, of the last twelve months."""

    since = day("处罚决定日期自")
    until = day("至")

    def span(self) -> tuple[date, date]:
        """Return the first and the last day, both included."""
        asked = self.asked()
        until = asked.get("until") or self.on
        first = date(until.year - 1, until.month, 1)
        return asked.get("since") or first, until


class NewBinding(forms.Form):
    """Which item a cause is, for which amounts and days, and why."""

    cause = forms.CharField(widget=forms.HiddenInput, max_length=2000)
    item = forms.ChoiceField(
        label="对应到",
        help_text="选“不计入”的，以后这一案由的处罚不再列为未对应，也不扣分。",
    )
    points = forms.DecimalField(
        label="分值",
        required=False,
        min_value=0,
        max_digits=12,
        decimal_places=6,
        help_text="条目没有固定分值的必填；有固定分值的不填。",
    )
    fine_from = forms.DecimalField(
        label="罚款金额自（万元，含）",
        required=False,
        min_value=0,
        max_digits=20,
        decimal_places=6,
        help_text="只对应一段金额时填写；两个都不填的，不论罚款多少、有没有罚款都适用。",
    )
    fine_below = forms.DecimalField(
        label="至（万元，不含）",
        required=False,
        min_value=0,
        max_digits=20,
        decimal_places=6,
    )
    since = forms.DateField(
        label="适用于处罚决定日期自", widget=forms.DateInput(attrs={"type": "date"})
    )
    until = forms.DateField(
        label="至（不含）",
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text="一直适用的不填。",
    )
    reason = forms.CharField(
        label="理由和依据",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="写明依据哪份文本哪一条；另一人据此审定。",
    )
    nonce = forms.CharField(widget=forms.HiddenInput, required=False, max_length=64)

    def __init__(self, *args: Any, standard: Standard, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["item"].choices = [  # type: ignore[attr-defined]
            ("", "请选择"),
            (NONE, "不计入（没有对应的条目）"),
            *((one.code, f"{one.code}　{one.title}") for one in standard.rulebook.items.values()),
        ]

    def wanted(self) -> Wanted:
        """Return what is proposed."""
        told = self.cleaned_data
        return Wanted(
            cause=told["cause"],
            item="" if told["item"] == NONE else told["item"],
            since=told["since"],
            until=told["until"],
            fine_from=told["fine_from"],
            fine_below=told["fine_below"],
            points=told["points"],
        )


class EndBinding(forms.Form):
    """From which day on a binding maps no decision any more, and why."""

    until = forms.DateField(
        label="自哪天起不再适用（按处罚决定日期，含当日）",
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text="填适用的第一天，就是全部收回。已用过它的评价不变。",
    )
    reason = forms.CharField(label="理由", max_length=500, widget=forms.Textarea(attrs={"rows": 3}))
    nonce = forms.CharField(widget=forms.HiddenInput, required=False, max_length=64)

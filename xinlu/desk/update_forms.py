"""What officers send about updates of the catalogue. Field names are those of the services."""

from typing import Any

from django import forms

from xinlu.catalogue.entries import ATTRIBUTES, Entry
from xinlu.catalogue.models import CatalogueEdition, CatalogueItem, Opinion, Revision
from xinlu.desk.draft_forms import area, hidden
from xinlu.desk.forms import Query, choice


def _day(label: str, help_text: str = "") -> forms.DateField:
    widget = forms.DateInput(attrs={"type": "date"})
    return forms.DateField(label=label, help_text=help_text, widget=widget)


class UpdateQuery(Query):
    """Asks for updates."""

    kind = choice("目录或清单", list(CatalogueEdition.Kind.choices))
    state = choice("状态", list(Revision.State.choices))


class NewUpdate(forms.Form):
    """Which edition is updated, what the new one is called, and until when units are asked."""

    edition = forms.ModelChoiceField(
        label="更新哪一版", queryset=CatalogueEdition.objects.none(), empty_label="请选择"
    )
    title = forms.CharField(label="新版名称", max_length=200)
    purpose = area("更新说明", 1000, help_text="为什么更新、依据哪份通知；各单位都能看到。")
    closes_on = _day("意见征集截止日", "含当日；次日起汇总。")
    nonce = hidden()

    def __init__(self, *args: Any, editions: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["edition"].queryset = editions  # type: ignore[attr-defined]


class Wish(forms.Form):
    """What a unit asks of an entry: its code and, of one that is to be there, its columns."""

    code = forms.CharField(
        label="条目编码",
        max_length=40,
        help_text="大写字母、数字和连字符，如 AP-SHILI；以后引用它。",
    )
    reason = area("理由", 1000)
    nonce = hidden()

    def __init__(self, *args: Any, base: CatalogueEdition, kind: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.columns: list[str] = []
        if kind == Opinion.Kind.REMARK:
            del self.fields["code"]
        elif kind != Opinion.Kind.ADD:
            self.fields["code"].widget = forms.HiddenInput()
        if kind in (Opinion.Kind.ADD, Opinion.Kind.CHANGE):
            for each in ATTRIBUTES[base.kind]:
                self.columns.append(each.key)
                self.fields[f"says_{each.key}"] = _column(each)
        self.order_fields(["code", *(f"says_{key}" for key in self.columns), "reason"])

    @property
    def says(self) -> Entry:
        """Return the columns as the entry has them."""
        return {key: self.cleaned_data[f"says_{key}"] for key in self.columns}


def _column(each: Any) -> forms.Field:
    """Return the field of one column of the official table."""
    if each.is_list:
        return forms.MultipleChoiceField(
            label=each.title, choices=each.choices, widget=forms.CheckboxSelectMultiple
        )
    if each.key == "head":
        heads = CatalogueItem.objects.filter(edition__jurisdiction="national", edition__until=None)
        named = dict.fromkeys(heads.order_by("order").values_list("head", flat=True))
        return forms.ChoiceField(label=each.title, choices=[(head, head) for head in named])
    if each.choices:
        return forms.ChoiceField(label=each.title, choices=each.choices)
    if each.longest > 100:
        return area(each.title, each.longest, 2)
    return forms.CharField(label=each.title, max_length=each.longest)


class Reply(forms.Form):
    """Whether an opinion is adopted, and why."""

    outcome = forms.ChoiceField(label="是否采纳", choices=Opinion.Outcome.choices)
    answer = area("理由", 1000, 2)
    nonce = hidden()


class Why(forms.Form):
    """Why a step is taken."""

    reason = area("理由", 500, 2)


class Pass(Why):
    """The review of what was seen."""

    seen = forms.CharField(widget=forms.HiddenInput, max_length=64)
    reason = area("审核意见", 500, 2, help_text="写明核对了哪些依据。")


class Numbered(forms.Form):
    """The document by which it was sent."""

    number = forms.CharField(label="报送文号", max_length=60)


class Adopted(forms.Form):
    """The lead's answer, and from which day the new edition holds."""

    number = forms.CharField(label="牵头部门的文号", max_length=60)
    since = _day("施行日", "自当日起按新版归集；以前的记录仍按当时的版本。")


class Declined(Why):
    """The lead's answer, and why it adopted nothing."""

    number = forms.CharField(label="牵头部门的文号", max_length=60)
    field_order = ("number", "reason")

"""What officers send about who is who: mergings, names and numbers."""

from typing import Any

from django import forms

from xinlu.accounts.actors import Actor
from xinlu.collection import selectors as collection
from xinlu.registry import selectors as registry
from xinlu.registry.models import Identifier, Subject


def _day(label: str, help_text: str = "") -> forms.DateField:
    widget = forms.DateInput(attrs={"type": "date"})
    return forms.DateField(label=label, help_text=help_text, widget=widget)


class NewMerging(forms.Form):
    """Which subject is merged into which, and why."""

    subject = forms.CharField(
        label="被归并的主体（代码、车牌或证件号码）",
        max_length=60,
        help_text="归并后不再单独列出。",
    )
    into = forms.CharField(
        label="归并到（代码、车牌或证件号码）",
        max_length=60,
        help_text="归并后以它的名称、代码和归属地为准。",
    )
    reason = forms.CharField(
        label="理由和依据",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="写明核对了什么，如变更登记、吸收合并协议；另一人据此审定。",
    )
    nonce = forms.CharField(widget=forms.HiddenInput, required=False, max_length=64)

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.actor = actor

    def clean_subject(self) -> Subject:
        """Find the subject that is merged."""
        return self._found("subject")

    def clean_into(self) -> Subject:
        """Find the subject that stands for both."""
        return self._found("into")

    def _found(self, name: str) -> Subject:
        text = self.cleaned_data[name].strip()
        likely = [one.pk for one in registry.find(text, actor=self.actor)]
        found = list(collection.subjects_visible_to(self.actor).filter(pk__in=likely)[:2])
        if not found:
            raise forms.ValidationError(f"辖区内没有找到 {text}。请核对代码、车牌或号码。")
        if len(found) > 1:
            raise forms.ValidationError(f"{text} 找到不止一个主体。请填完整的代码或车牌。")
        return found[0]


class NewName(forms.Form):
    """A subject's new name, from which day it holds, and what tells of it."""

    name = forms.CharField(label="新名称", max_length=200)
    on = _day("变更日期（自当日起用新名称）")
    source = forms.CharField(
        label="依据", max_length=200, help_text="如变更登记通知书及其文号；旧名称留作曾用名。"
    )
    nonce = forms.CharField(widget=forms.HiddenInput, required=False, max_length=64)


class NumberEnd(forms.Form):
    """From which day on a number is no longer the subject's."""

    number = forms.ChoiceField(label="号码")
    until = _day("自哪天起停用", "停用后号码可以登记给别的主体；以前的记录不变。")
    nonce = forms.CharField(widget=forms.HiddenInput, required=False, max_length=64)

    def __init__(self, *args: Any, numbers: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["number"].choices = [("", "请选择"), *numbers]  # type: ignore[attr-defined]

    def chosen(self) -> Identifier:
        """Return the number that was chosen."""
        return Identifier.objects.get(uid=self.cleaned_data["number"])

"""What officers send to correct a record: a form made of its template's fields."""

from typing import Any

from django import forms

from xinlu.collection.covering import text_of
from xinlu.collection.models import Record
from xinlu.collection.services.corrections import SOURCE, Proof
from xinlu.collection.templates import Field, load_template
from xinlu.desk.corrections import causes

#: So many values of a list are named below its field.
_NAMED = 12
#: Texts longer than this get several lines.
_LONG = 60
#: What empties a field of which the value is not shown.
EMPTIES = "无"


class Correcting(forms.Form):
    """New values of a record's fields, and why; a value that is left as it is changes nothing."""

    cause = forms.ChoiceField(label="更正原因")
    reason = forms.CharField(
        label="理由",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="写明错在哪里、核对了什么；复核人据此复核，记录的经过里一直可以看到。",
    )
    file = forms.FileField(
        label="证明材料",
        required=False,
        help_text="可不附。PDF、OFD、Word 或图片，最大 10 MB；先看影响再提出的，提出时再选一次。",
    )
    nonce = forms.CharField(widget=forms.HiddenInput, required=False, max_length=64)

    def __init__(self, *args: Any, record: Record, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.record = record
        sheet = load_template(record.template).sheet(record.sheet)
        self.sheet_fields = {each.key: each for each in sheet.fields}
        offered = [(code, title) for code, title in causes() if code != SOURCE]
        self.fields["cause"].choices = [("", "请选择"), *offered]  # type: ignore[attr-defined]
        for each in sheet.fields:
            self.fields[f"f-{each.key}"] = self._field(each)

    def _field(self, each: Field) -> forms.Field:
        held, is_covered = self.now(each.key), self._is_covered(each.key)
        is_long = len(held) > _LONG
        widget = forms.Textarea(attrs={"rows": 3}) if is_long else forms.TextInput()
        return forms.CharField(
            label=each.name,
            required=False,
            initial="" if is_covered else held,
            max_length=4000,
            widget=widget,
            help_text=f"不改就留空；清空填“{EMPTIES}”。" if is_covered else _offered(each),
        )

    def now(self, key: str) -> str:
        """Return the field's value as anybody who sees the record may see it."""
        value = self.record.values.get(key)
        return "" if value is None else text_of(value)

    def _is_covered(self, key: str) -> bool:
        return isinstance(self.record.values.get(key), dict)

    def rows(self) -> list[tuple[str, Any]]:
        """Return for each field of the template its value now and the field for a new one."""
        return [(self.now(key), self[f"f-{key}"]) for key in self.sheet_fields]

    def why(self) -> list[Any]:
        """Return the fields that say why."""
        return [self[name] for name in ("cause", "reason", "file")]

    def changes(self) -> dict[str, str]:
        """Return the new values by field key, of those fields alone that were changed."""
        told = self.cleaned_data
        found: dict[str, str] = {}
        for key in self.sheet_fields:
            new = told[f"f-{key}"]
            if self._is_covered(key):
                if new:
                    found[key] = "" if new == EMPTIES else new
            elif " ".join(new.split()) != " ".join(self.now(key).split()):
                found[key] = new
        return found

    def proof(self) -> Proof | None:
        """Return the document that was attached."""
        file = self.cleaned_data["file"]
        return Proof(file.name or "", file.read()) if file else None


def _offered(each: Field) -> str:
    """Return which values a field of a short list may have."""
    if not 0 < len(each.choices) <= _NAMED:
        return ""
    return f"可填：{'、'.join(choice.value for choice in each.choices)}"

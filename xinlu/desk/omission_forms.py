"""What officers ask of suspected omissions (疑似漏报), and the counts that units state."""

from datetime import date
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest

from xinlu.accounts.models import User
from xinlu.collection.models import Decision, Suspicion
from xinlu.collection.services import suspicions
from xinlu.desk.forms import Query, choice
from xinlu.desk.publicity import MONTH


class OmissionQuery(Query):
    """Asks for suspected omissions; without a state for those still at hand."""

    kind = choice("依据", list(Suspicion.Kind.choices))
    state = choice("状态", [])
    place = choice("区县", [])

    def complete(self) -> None:
        """Offer the counties; without a state it is what is at hand."""
        self.choose_place()
        self.fields["state"].choices = [("", "待办"), *Suspicion.State.choices]  # type: ignore[attr-defined]


class HandTo(forms.Form):
    """Into whose hand a case is given: a clerk of the unit."""

    owner = forms.ModelChoiceField(label="交给", queryset=User.objects.none(), empty_label=None)

    def __init__(self, case: Suspicion, data: Any = None, *, on: date) -> None:
        super().__init__(data, initial={"owner": case.owner_id})
        self.fields["owner"].queryset = suspicions.clerks_of(case, on)  # type: ignore[attr-defined]


class StatedCount(forms.Form):
    """How many decisions a unit made in a month (对账)."""

    month = forms.RegexField(
        MONTH,
        label="月份",
        widget=forms.TextInput(attrs={"type": "month", "placeholder": "2026-10"}),
    )
    kind = forms.ChoiceField(label="类型", choices=list(Decision.Kind.choices))
    count = forms.IntegerField(label="作出决定（件）", min_value=0, max_value=1_000_000)

    def told(self) -> dict[str, Any]:
        """Return the arguments of the act."""
        said = self.cleaned_data
        year, number = map(int, said["month"].split("-"))
        return {"month": date(year, number, 1), "kind": said["kind"], "count": said["count"]}

    def tell(self, request: HttpRequest) -> None:
        """Say what is wrong with what was sent."""
        for name, errors in self.errors.items():
            label = self.fields[name].label if name in self.fields else ""
            messages.error(request, f"{label}：{errors[0]}")

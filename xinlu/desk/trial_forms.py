"""Which past day a draft is tried on."""

from collections.abc import Sequence
from typing import Any

from django import forms

from xinlu.evaluation.trials.asking import Day


class NewTrial(forms.Form):
    """A day among those of which there are records."""

    on = forms.TypedChoiceField(label="用哪一年的记录", coerce=str)
    nonce = forms.CharField(widget=forms.HiddenInput, required=False, max_length=64)

    def __init__(self, *args: Any, days: Sequence[Day], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = {day.on.isoformat(): day.on for day in days}
        self.fields["on"].choices = [(day.on.isoformat(), day.words) for day in days]  # type: ignore[attr-defined]
        self.fields["on"].coerce = known.__getitem__  # type: ignore[attr-defined]

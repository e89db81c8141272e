"""What citizens ask the public site for. Every form works as a plain address."""

from datetime import date

from django import forms

from xinlu.accounts.models import Line
from xinlu.catalogue import regulations
from xinlu.catalogue.models import Regulation
from xinlu.portal import counties, lawbook
from xinlu.portal.results import RunShown


class Search(forms.Form):
    """The search box; an unknown kind asks for every kind."""

    q = forms.CharField(label="查询内容", max_length=100, required=False, strip=True)
    kind = forms.CharField(max_length=12, required=False)
    page = forms.CharField(max_length=8, required=False)


class ResultQuery(forms.Form):
    """The query form above a list of published results."""

    name = forms.CharField(label="名称", max_length=60, required=False)
    place = forms.ChoiceField(label="区县", required=False)
    grade = forms.ChoiceField(label="等级", required=False)

    def __init__(self, *args: object, run: RunShown, on: date, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        places = counties.counties(on).order_by("code").values_list("code", "name")
        self.fields["place"].choices = [("", "全部"), *places]  # type: ignore[attr-defined]
        self.fields["grade"].choices = [  # type: ignore[attr-defined]
            ("", "全部"),
            *((grade.code, f"{grade.code} {grade.word}".strip()) for grade, _ in run.grades),
        ]
        if not run.grades:
            del self.fields["grade"]


class RegulationQuery(forms.Form):
    """The query form above the library of regulations; without a day today is meant."""

    q = forms.CharField(label="标题、文号或条款", max_length=60, required=False)
    issuer = forms.ChoiceField(label="发布机关", required=False)
    kind = forms.ChoiceField(
        label="类别", required=False, choices=[("", "全部"), *Regulation.Kind.choices]
    )
    line = forms.ChoiceField(label="条线", required=False)
    standing = forms.ChoiceField(
        label="状态",
        required=False,
        choices=[("", "全部"), *((code, word) for code, (word, _) in lawbook.STANDINGS.items())],
    )
    on = forms.DateField(
        label="在哪一天", required=False, widget=forms.DateInput(attrs={"type": "date"})
    )

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        issuers = [(name, name) for name in regulations.issuers()]
        self.fields["issuer"].choices = [("", "全部"), *issuers]  # type: ignore[attr-defined]
        lines = Line.objects.values_list("code", "name")
        self.fields["line"].choices = [("", "全部"), *lines]  # type: ignore[attr-defined]

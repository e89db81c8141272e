"""What officers ask for and send. Field names are those of the services and filters."""

from datetime import date
from typing import Any

from django import forms

from xinlu.accounts.acts import ACTS
from xinlu.accounts.models import Place
from xinlu.collection.decisions import FIGURES
from xinlu.collection.models import Batch, Decision, Record
from xinlu.collection.reconciling import Total
from xinlu.collection.templates import codes, load_template
from xinlu.desk import targets
from xinlu.desk.demo import milestone  # noqa: F401 - its act can be asked for by its title
from xinlu.desk.publicity import GROUPS, MONTH
from xinlu.evaluation import selectors as evaluations
from xinlu.evaluation.models import Run
from xinlu.registry.models import Subject


def day(label: str) -> forms.DateField:
    """Return a field for a day that may stay empty."""
    return forms.DateField(
        label=label, required=False, widget=forms.DateInput(attrs={"type": "date"})
    )


def month(label: str) -> forms.RegexField:
    """Return a field for a month, written as 2026-10, that may stay empty."""
    return forms.RegexField(
        MONTH,
        label=label,
        required=False,
        widget=forms.TextInput(attrs={"type": "month", "placeholder": "2026-10"}),
    )


def choice(label: str, choices: list[tuple[str, str]]) -> forms.ChoiceField:
    """Return a field for one of `choices`, or 全部."""
    return forms.ChoiceField(label=label, required=False, choices=[("", "全部"), *choices])


def templates() -> list[tuple[str, str]]:
    """Return the data templates, by code and title."""
    return [(code, load_template(code).title) for code in codes()]


class Query(forms.Form):
    """A query form: every field may stay empty, and what it does not understand it leaves out."""

    def __init__(self, data: Any, *, on: date) -> None:
        super().__init__(data or None)
        self.on = on
        self.complete()

    def complete(self) -> None:
        """Fill in choices that come from the data."""

    def asked(self) -> dict[str, Any]:
        """Return what was asked for, without what is empty or was not understood."""
        self.is_valid()
        told = getattr(self, "cleaned_data", {})
        return {name: value for name, value in told.items() if value not in ("", None)}

    def choose(self, name: str, choices: list[tuple[str, str]]) -> None:
        """Give the field its choices, after 全部."""
        self.fields[name].choices = [("", "全部"), *choices]  # type: ignore[attr-defined]

    def choose_place(self) -> None:
        """Let the field `place` choose among the counties of the day."""
        counties = Place.objects.on(self.on).filter(level=Place.Level.COUNTY)
        rows = counties.order_by("code").values_list("code", "name")
        self.choose("place", [(code, name) for code, name in rows])


class BatchQuery(Query):
    """Asks for batches."""

    template = choice("模板", [])
    state = choice("状态", list(Batch.State.choices))
    place = choice("报送区县", [])
    since = day("报送日期自")
    until = day("至")
    unit = forms.CharField(max_length=40, required=False, widget=forms.HiddenInput)

    def complete(self) -> None:
        """Offer templates and counties."""
        self.choose("template", templates())
        self.choose_place()


class RecordQuery(Query):
    """Asks for records."""

    subject = forms.CharField(label="对象名称或代码", max_length=100, required=False)
    template = choice("模板", [])
    number = forms.CharField(label="文书号", max_length=200, required=False)
    since = day("决定日期自")
    until = day("至")
    place = choice("区县（决定地或归属地）", [])
    state = choice("状态", list(Record.State.choices))
    batch = forms.UUIDField(required=False, widget=forms.HiddenInput)

    def complete(self) -> None:
        """Offer templates and counties; without a state records in force are meant."""
        self.choose("template", templates())
        self.choose_place()
        self.fields["state"].choices = Record.State.choices  # type: ignore[attr-defined]


class DecisionQuery(Query):
    """Asks for decisions of 双公示; without a month for what waits to be sent."""

    figure = choice("要看的", [])
    month = month("决定月份")
    kind = choice("类型", list(Decision.Kind.choices))
    place = choice("区县", [])
    number = forms.CharField(label="文书号", max_length=200, required=False)
    subject = forms.CharField(label="对象名称或代码", max_length=100, required=False)
    as_of = day("截至")
    unit = forms.CharField(max_length=40, required=False, widget=forms.HiddenInput)
    officer = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def complete(self) -> None:
        """Offer the counties; without a figure it is what waits, or all of a month."""
        self.choose_place()
        others = [(name, one.word) for name, one in FIGURES.items()]
        self.fields["figure"].choices = [("", "待报送（选月份为产生）"), *others]  # type: ignore[attr-defined]


class RateQuery(Query):
    """Asks for the rates of a month."""

    month = month("决定月份")
    by = forms.ChoiceField(label="分组", required=False, choices=list(GROUPS.items()))
    kind = choice("类型", list(Decision.Kind.choices))
    place = choice("区县", [])
    as_of = day("截至")
    unit = forms.CharField(max_length=40, required=False, widget=forms.HiddenInput)

    def complete(self) -> None:
        """Offer the counties."""
        self.choose_place()


class MonthQuery(Query):
    """Asks for a month's table or circular."""

    month = month("决定月份")
    as_of = day("截至")


class SubjectQuery(Query):
    """Asks for subjects."""

    q = forms.CharField(
        label="名称、代码、车牌或证件号码",
        max_length=100,
        required=False,
        help_text="名称任意两个字或拼音首字母；从业人员须输入完整号码。",
    )
    kind = choice("类型", list(Subject.Kind.choices))
    place = choice("归属地", [])

    def complete(self) -> None:
        """Offer the counties."""
        self.choose_place()


class RunQuery(Query):
    """Asks for evaluation runs."""

    scheme = choice("评价方案", [])
    state = choice("状态", list(Run.State.choices))
    year = forms.IntegerField(label="年度", required=False, min_value=2000, max_value=2100)

    def complete(self) -> None:
        """Offer the schemes in force."""
        self.choose("scheme", [(one.scheme, one.title) for one in evaluations.schemes(self.on)])


class ResultQuery(Query):
    """Asks for the results of one run."""

    run = forms.IntegerField(widget=forms.HiddenInput, required=False)
    subject = forms.CharField(label="对象名称或代码", max_length=100, required=False)
    grade = choice("等级", [])
    place = choice("归属地", [])

    def complete(self) -> None:
        """Offer the counties, and the grades that the run gave."""
        self.choose_place()
        number = str(self.data.get("run", ""))
        run = Run.objects.filter(pk=int(number)).first() if number.isdecimal() else None
        given = sorted(run.summary.get("grades", {})) if run else []
        if given:
            self.choose("grade", [*((code, code) for code in given), ("none", "暂无结果")])
        else:
            self.fields["grade"].label = "列入条件"
            self.choose("grade", [("met", "达到"), ("unmet", "未达到")])


class Upload(forms.Form):
    """A file, or rows pasted from a spreadsheet, under a data template."""

    template = forms.ChoiceField(label="模板", choices=lambda: [("", "请选择"), *templates()])
    file = forms.FileField(
        label="文件",
        required=False,
        allow_empty_file=True,
        help_text="支持 .xlsx、.xls、.csv；表头在哪一行、列的顺序都不要紧。",
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx,.xlsm,.xls,.csv,.txt"}),
    )
    pasted = forms.CharField(
        label="或从表格中复制后粘贴（连同表头）",
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 6, "spellcheck": "false"}),
    )
    year = forms.IntegerField(
        label="年度",
        required=False,
        min_value=2000,
        max_value=2100,
        help_text="只有台账、年度数据要填，且表中、文件名都没有写明年度时才要填。",
    )
    stated_month = forms.RegexField(
        MONTH,
        label="对账月份",
        required=False,
        help_text="报行政处罚、行政许可时可以顺带对账：本单位这个月一共作出多少件。不对账不填。",
        widget=forms.TextInput(attrs={"type": "month", "placeholder": "2026-10"}),
    )
    stated_count = forms.IntegerField(
        label="当月作出决定（件，含简易程序）", required=False, min_value=0, max_value=1_000_000
    )
    stated_fines = forms.DecimalField(
        label="当月罚款合计（万元）",
        required=False,
        min_value=0,
        max_digits=18,
        decimal_places=6,
        help_text="只有行政处罚要填；不比对罚款不填。",
    )
    nonce = forms.CharField(widget=forms.HiddenInput, required=False, max_length=64)

    _STATED = ("stated_month", "stated_count", "stated_fines")

    @property
    def sent(self) -> list[forms.BoundField]:
        """Return the fields of what is sent."""
        return [each for each in self if each.name not in self._STATED]

    @property
    def stated(self) -> list[forms.BoundField]:
        """Return the fields of what is stated along with it (对账)."""
        return [self[name] for name in self._STATED]

    @property
    def states(self) -> bool:
        """Say whether anything is stated, or wrongly so."""
        return any(each.errors or each.value() not in (None, "") for each in self.stated)

    def total(self) -> Total | None:
        """Return what the unit states of the month, if it states anything."""
        told = self.cleaned_data
        if told.get("stated_count") is None:
            return None
        said = {"kind": told["template"], "count": told["stated_count"]}
        return Total.read({**said, "month": told["stated_month"], "fines": told["stated_fines"]})

    def _check_total(self, told: dict[str, Any]) -> None:
        """Ask for month and count together, and for a template of which months are stated."""
        given = [name for name in self._STATED if told.get(name) not in (None, "")]
        if not given:
            return
        if told.get("template") not in Decision.Kind.values:
            self.add_error(given[0], "只有行政处罚、行政许可可以对账。请清空对账的几栏。")
            return
        for name in ("stated_month", "stated_count"):
            if name not in given and name not in self.errors:
                self.add_error(name, "对账须填月份和件数；不对账请都清空。")
        if told.get("stated_fines") is not None and told["template"] != Decision.Kind.PENALTY:
            self.add_error("stated_fines", "只有行政处罚有罚款。请清空。")

    def clean(self) -> dict[str, Any]:
        """Ask for a file or a paste, not both and not neither."""
        told: dict[str, Any] = super().clean() or {}
        self._check_total(told)
        if "file" in self.errors:
            return told
        pasted = (told.get("pasted") or "").strip()
        if told.get("file") and pasted:
            self.add_error("pasted", "文件和粘贴只能选一种。请清空这里，或不选文件。")
        elif not told.get("file") and not pasted:
            self.add_error("file", "请选择一个文件，或在下面粘贴表格内容。")
        return told


class Reason(forms.Form):
    """Why something is done, for acts that ask for it."""

    reason = forms.CharField(label="理由", max_length=500, widget=forms.Textarea(attrs={"rows": 3}))
    nonce = forms.CharField(widget=forms.HiddenInput, required=False, max_length=64)


class Task(forms.Form):
    """The task from which an officer comes to a page, as `kind:uid`; see `desk.purposes`."""

    task = forms.CharField(widget=forms.HiddenInput, required=False, max_length=60)

    def told(self) -> str:
        """Return the task; empty for none."""
        return str(self.cleaned_data.get("task", "")) if self.is_valid() else ""


class Purpose(Task):
    """What a person's numbers are opened for."""

    purpose = forms.CharField(
        label="用途",
        max_length=200,
        help_text="写明检查编号、案号或事项；本人可以看到单位、时间和用途。",
    )
    nonce = forms.CharField(widget=forms.HiddenInput, required=False, max_length=64)


class ArchiveUse(forms.Form):
    """What the archive of a run is given out for."""

    reason = forms.CharField(
        label="用途",
        max_length=200,
        help_text="写明给谁、做什么用，如委托第三方复算。",
    )


class NewRun(forms.Form):
    """Which scheme is evaluated, as of which day."""

    scheme = forms.ChoiceField(label="评价方案")
    on = forms.DateField(
        label="截至",
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text="按年度评价的方案，填该年度的最后一天；当年填今天。",
    )
    nonce = forms.CharField(widget=forms.HiddenInput, required=False, max_length=64)

    def __init__(self, *args: Any, on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["scheme"].choices = [  # type: ignore[attr-defined]
            (one.scheme, one.title) for one in evaluations.schemes(on)
        ]


class ConfirmValues(forms.Form):
    """Unverified values that were ticked, and the text from which they were confirmed."""

    value = forms.Field(widget=forms.MultipleHiddenInput)
    reason = forms.CharField(
        label="核定依据",
        max_length=500,
        help_text="写明核对了哪份文本、哪一条。",
    )
    nonce = forms.CharField(widget=forms.HiddenInput, required=False, max_length=64)

    def nonce_of(self, number: int) -> str:
        """Return what makes the confirmation of one of the values count once."""
        nonce = self.cleaned_data["nonce"]
        return f"{nonce}-{number}" if nonce else ""

    def chosen(self) -> list[tuple[str, str]]:
        """Return path and value of what was ticked, as the officer saw them."""
        parts = (text.partition("=") for text in self.cleaned_data["value"])
        return [(path, value) for path, _, value in parts]


class AuditQuery(Query):
    """Asks for entries of the audit ledger."""

    act = choice("事项", [])
    who = forms.CharField(label="办理人用户名", max_length=150, required=False)
    target = choice("对象类型", [])
    since = day("日期自")
    until = day("至")

    def complete(self) -> None:
        """Offer every act that there is by its title, and every kind of thing acted upon."""
        acts = [(name, rule.title) for name, rule in ACTS.items()]
        self.choose("act", sorted(acts, key=lambda act: act[1]))
        self.choose("target", [(kind, word) for kind, (word, _, _) in targets.KINDS.items()])

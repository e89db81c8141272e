"""What officers send about drafts. Field names are those of the services."""

from datetime import date
from typing import Any

from django import forms

from xinlu.accounts.models import Authority
from xinlu.desk.forms import Query, choice
from xinlu.evaluation.models import Draft, DraftComment, DraftReview, Edition
from xinlu.evaluation.services.consultations import LONGEST, LONGEST_COMMENT
from xinlu.rules.trees import LARGEST_TEXT

TEXT = forms.Textarea(attrs={"rows": 30, "spellcheck": "false", "class": "source", "wrap": "off"})


def hidden() -> forms.CharField:
    """Return the field of what makes a form count once."""
    return forms.CharField(widget=forms.HiddenInput, required=False, max_length=64)


def area(label: str, most: int, rows: int = 3, **more: Any) -> forms.CharField:
    """Return a field for a few sentences."""
    return forms.CharField(
        label=label, max_length=most, widget=forms.Textarea(attrs={"rows": rows}), **more
    )


class DraftQuery(Query):
    """Asks for drafts."""

    scheme = choice("评价方案", [])
    state = choice("状态", list(Draft.State.choices))

    def complete(self) -> None:
        """Offer the schemes that have drafts."""
        rows = Draft.objects.order_by("scheme").values_list("scheme", "based_on__title")
        self.choose("scheme", list({code: title or code for code, title in rows}.items()))


class NewDraft(forms.Form):
    """What a draft begins from, what it is called, and when it is to come into force."""

    edition = forms.ModelChoiceField(
        label="以哪一版为底稿",
        queryset=Edition.objects.all(),
        required=False,
        empty_label="没有底稿，从文件起草新方案",
    )
    file = forms.FileField(
        label="文件（YAML）",
        required=False,
        help_text="没有底稿时必选；有底稿时选了文件，就以文件为第一稿。",
        widget=forms.ClearableFileInput(attrs={"accept": ".yaml,.yml,.txt"}),
    )
    title = forms.CharField(label="草案名称", max_length=200)
    day = forms.DateField(
        label="拟施行日",
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text="不填就用文本里的版本日。批准次日起才能施行；按年度评价的一般是 1 月 1 日。",
    )
    purpose = area("起草说明", 1000, help_text="为什么改、依据哪份文件；征求意见时一并公开。")
    nonce = hidden()

    def __init__(self, *args: Any, editions: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["edition"].queryset = editions  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Ask for an edition or a file."""
        told: dict[str, Any] = super().clean() or {}
        told["text"] = text_of(self, told.get("file"), "file")
        if not told.get("edition") and not told["text"] and "file" not in self.errors:
            self.add_error("file", "请选择底稿，或选择一个文件。")
        if told.get("edition") and not told["text"] and not told.get("day"):
            self.add_error("day", "请填拟施行日。")
        return told


def text_of(form: forms.Form, file: Any, field: str) -> str:
    """Return the text of an uploaded file; what is no text is told at the field."""
    if not file:
        return ""
    if file.size > 4 * LARGEST_TEXT:
        form.add_error(field, f"文件太大，最多 {LARGEST_TEXT} 字。")
        return ""
    try:
        text: str = file.read().decode("utf-8-sig")
    except UnicodeDecodeError:
        form.add_error(field, "文件不是 UTF-8 编码的文本。请另存为 UTF-8 后再选。")
        return ""
    return text


class Why(forms.Form):
    """What every change of a text says: the version it was made from, and why."""

    seen = forms.IntegerField(widget=forms.HiddenInput)
    why = forms.CharField(
        label="改动说明", max_length=500, help_text="改了什么、依据哪一条；各稿的说明都留存。"
    )
    nonce = hidden()


class DraftIdentity(Why):
    """Day, title and basis of the edition, beside its numbers."""

    day = forms.DateField(label="施行日", widget=forms.DateInput(attrs={"type": "date"}))
    title = forms.CharField(label="标准名称", max_length=200)
    basis = forms.CharField(label="依据", max_length=300)
    field_order = ("day", "title", "basis", "why")


class DraftText(Why):
    """The whole text and its cases; a file goes before what stands in the field."""

    text = forms.CharField(label="标准文本", widget=TEXT, strip=False, required=False)
    file = forms.FileField(
        label="或上传文件（YAML）",
        required=False,
        widget=forms.ClearableFileInput(attrs={"accept": ".yaml,.yml,.txt"}),
    )
    cases = forms.CharField(
        label="用例",
        widget=forms.Textarea(
            attrs={"rows": 14, "spellcheck": "false", "class": "source", "wrap": "off"}
        ),
        strip=False,
        required=False,
        help_text="每个用例写明事实和应得的结果；改了分值的，把相应用例的结果一并改过来。",
    )
    field_order = ("text", "file", "cases", "why")

    def clean(self) -> dict[str, Any]:
        """Take the file's text where there is one."""
        told: dict[str, Any] = super().clean() or {}
        told["text"] = text_of(self, told.pop("file", None), "file") or told.get("text", "")
        return told


class AskComments(forms.Form):
    """Whom a comment round asks, and how long it lasts."""

    days = forms.IntegerField(label="工作日数", min_value=1, max_value=LONGEST)
    asked = forms.ModelMultipleChoiceField(
        label="征求意见的单位",
        queryset=Authority.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    is_public = forms.BooleanField(
        label="同时向社会公开征求意见",
        required=False,
        initial=True,
        help_text="公众在门户网站提意见，不留姓名和联系方式。",
    )
    nonce = hidden()

    def __init__(self, *args: Any, on: date, least: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        authorities = Authority.objects.on(on).order_by("place__code", "name")
        self.fields["asked"].queryset = authorities  # type: ignore[attr-defined]
        self.fields["days"].help_text = f"不少于 {least} 个工作日；发出当日不算。"
        self.fields["days"].initial = least


class Comment(forms.Form):
    """What somebody says of a draft."""

    clause = forms.CharField(
        label="针对的条款",
        max_length=200,
        required=False,
        help_text="如“等级分档”或条目代码；对全文的意见不填。",
    )
    text = area("意见", LONGEST_COMMENT, 5, help_text="请不要写身份证号、电话等个人信息。")
    nonce = hidden()


class Answer(forms.Form):
    """What was decided about a comment."""

    outcome = forms.ChoiceField(label="是否采纳", choices=DraftComment.Outcome.choices)
    gist = forms.CharField(
        label="意见概要", max_length=300, help_text="公开时只显示概要，不显示原文；不写个人信息。"
    )
    answer = area("答复", 1000, 2)
    nonce = hidden()


class Review(forms.Form):
    """A review of the draft: by whom, under which number, with what outcome."""

    kind = forms.ChoiceField(label="审核", choices=DraftReview.Kind.choices)
    reviewer = forms.CharField(label="审核单位", max_length=100)
    number = forms.CharField(label="文号", max_length=60)
    opinion = area("意见", 2000)
    passed = forms.TypedChoiceField(
        label="结论",
        choices=[("yes", "通过"), ("no", "不通过")],
        coerce=lambda value: value == "yes",
    )
    file = forms.FileField(
        label="附件",
        required=False,
        help_text="意见书扫描件：.pdf、.ofd、.docx、.jpg、.png，最大 10 MB。",
    )
    nonce = hidden()

"""Forms of log-in, people and posts; field names are the services' argument names."""

from datetime import date
from typing import Any

from django import forms
from django.conf import settings
from django.contrib.auth.forms import AuthenticationForm
from django.contrib.auth.password_validation import (
    password_validators_help_texts,
    validate_password,
)
from django.core.exceptions import ValidationError

from xinlu.accounts.actors import Actor
from xinlu.accounts.models import Appointment, Authority, Line, Role, Scope, User
from xinlu.accounts.reach import manages


class LogIn(AuthenticationForm):
    """Username and password."""

    error_messages = {  # noqa: RUF012  Django declares it on the instance
        "invalid_login": (
            "用户名或密码不对，请核对大小写后再试。"
            f"连续 {settings.AXES_FAILURE_LIMIT} 次不对，账户将锁定半小时；"
            "忘记密码请找本单位管理员重置。"
        ),
        "inactive": "该账户已停用，请找本单位管理员。",
    }

    def __init__(self, request: Any = None, *args: Any, **kwargs: Any) -> None:
        super().__init__(request, *args, **kwargs)
        self.fields["username"].label = "用户名"
        self.fields["password"].label = "密码"


class Code(forms.Form):
    """A six-digit code from the telephone, or a recovery code."""

    code = forms.CharField(
        label="验证码",
        max_length=20,
        help_text="手机验证器当前显示的六位数字；手机不在身边时可用一个恢复码。",
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric"}),
    )


class NewPassword(forms.Form):
    """The old password, and twice the new one."""

    old = forms.CharField(
        label="现在的密码",
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )
    password = forms.CharField(
        label="新密码",
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    again = forms.CharField(
        label="再输一次新密码",
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def __init__(self, user: User, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        self.fields["password"].help_text = " ".join(password_validators_help_texts())

    def clean_old(self) -> str:
        """Hold the old password against the account's."""
        old: str = self.cleaned_data["old"]
        if not self.user.check_password(old):
            raise ValidationError("现在的密码不对。")
        return old

    def clean_password(self) -> str:
        """Hold the new password against the rules."""
        password: str = self.cleaned_data["password"]
        validate_password(password, self.user)
        if self.user.check_password(password):
            raise ValidationError("新密码不能与现在的相同。")
        return password

    def clean(self) -> dict[str, Any]:
        """See that the new password was typed twice alike."""
        if self.cleaned_data.get("again") != self.cleaned_data.get("password", ""):
            self.add_error("again", "两次输入的新密码不一样。")
        return self.cleaned_data


class Day(forms.DateInput):
    """A day, picked from the browser's own calendar."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


def offer_authorities(field: forms.Field, by: Actor, on: date) -> None:
    """Let the field offer the authorities that `by` administers on the day `on`."""
    assert isinstance(field, forms.ModelChoiceField)
    open_now = Authority.objects.on(on).select_related("place").prefetch_related("lines")
    within = [authority.pk for authority in open_now if manages(by, authority)]
    field.queryset = Authority.objects.filter(pk__in=within)


class PostForm(forms.Form):
    """A post: where, which role, which lines, from when to when."""

    authority = forms.ModelChoiceField(Authority.objects.none(), label="机构", empty_label="请选择")
    role = forms.ChoiceField(label="岗位", choices=Role.choices)
    lines = forms.ModelMultipleChoiceField(
        Line.objects.all(),
        label="条线",
        required=False,
        help_text="不选表示该机构的全部条线。",
        widget=forms.CheckboxSelectMultiple,
    )
    since = forms.DateField(label="自", widget=Day)
    until = forms.DateField(
        label="至", required=False, widget=Day, help_text="该日起不再任岗；不填为长期。"
    )

    def __init__(self, by: Actor, on: date, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["since"].initial = on
        offer_authorities(self.fields["authority"], by, on)


class Invitation(PostForm):
    """A new officer and a first post."""

    username = forms.CharField(label="用户名", max_length=150, help_text="字母、数字和 . _ - @ +")
    name = forms.CharField(label="姓名", max_length=60)
    phone = forms.CharField(label="电话", max_length=20, required=False)

    field_order = ("username", "name", "phone", "authority", "role", "lines")


class Reason(forms.Form):
    """A reason, in words."""

    reason = forms.CharField(label="理由", max_length=200)


class Ending(Reason):
    """The day from which a post is no longer held, and why."""

    until = forms.DateField(label="自何日起不再任岗", widget=Day)

    field_order = ("until", "reason")


class Loan(Reason):
    """To whom a post is lent, and for which days."""

    to = forms.ModelChoiceField(User.objects.none(), label="受托人", empty_label="请选择")
    since = forms.DateField(label="首日", widget=Day)
    until = forms.DateField(label="末日", widget=Day, help_text="当天仍由受托人代行。")

    field_order = ("to", "since", "until", "reason")

    def __init__(self, post: Appointment, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["to"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = User.objects.filter(kind=User.Kind.OFFICER, is_active=True).exclude(
            pk=post.user_id
        )


class Succession(forms.Form):
    """Who takes over a post, and from which day."""

    successor = forms.ModelChoiceField(
        Appointment.objects.none(),
        label="接收人",
        empty_label="请选择",
        help_text="同一机构任同一岗位的人；没有时请先为其任岗。",
    )
    on = forms.DateField(label="自何日起由接收人负责", widget=Day)
    note = forms.CharField(
        label="交接说明", max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(self, post: Appointment, on: date, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["successor"]
        assert isinstance(field, forms.ModelChoiceField)
        same = Appointment.objects.filter(authority=post.authority, role=post.role)
        field.queryset = same.exclude(user=post.user).exclude(until__lte=on)


class PeopleQuery(forms.Form):
    """What the list of officers is narrowed to."""

    q = forms.CharField(label="姓名或用户名", required=False)
    authority = forms.CharField(label="机构", required=False)
    role = forms.ChoiceField(label="岗位", required=False, choices=[("", "全部"), *Role.choices])


class NewClient(forms.Form):
    """A client of an authority: its name, what it may do, whether its rows wait for an officer."""

    authority = forms.ModelChoiceField(Authority.objects.none(), label="机构", empty_label="请选择")
    title = forms.CharField(label="名称", max_length=100, help_text="如：云渡区执法办案系统")
    code = forms.CharField(
        label="客户端标识",
        max_length=40,
        help_text="小写字母、数字和连字符，3 至 40 位；也是它在收件箱中的文件夹名。",
    )
    line = forms.ModelChoiceField(
        Line.objects.all(),
        label="条线",
        required=False,
        empty_label="全部条线",
        help_text="选定后只能报送该条线的模板。",
    )
    scopes = forms.MultipleChoiceField(
        label="权限",
        choices=Scope.choices,
        initial=[Scope.SEND, Scope.READ],
        widget=forms.CheckboxSelectMultiple,
    )
    confirms_itself = forms.BooleanField(
        label="校验通过的行自动入库",
        required=False,
        help_text="不选时，每一批由归集岗在“报送与导入”中确认后入库。",
    )

    def __init__(self, by: Actor, on: date, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer_authorities(self.fields["authority"], by, on)


class PublicKeyForm(forms.Form):
    """The public half of a key for packages."""

    public = forms.CharField(
        label="公钥",
        max_length=80,
        help_text="对方用“xinlu package key”生成后告知的 64 位十六进制数字；私钥不要发来。",
    )

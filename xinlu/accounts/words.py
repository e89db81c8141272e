"""Refused acts in the words of the office (办理被退回的原因)."""

from collections.abc import Mapping

from xinlu.accounts.acts import Refused

#: Sentences by code; `{…}` are the refusal's parameters. Apps above `add` their own codes.
SENTENCES: dict[str, str] = {
    "not-permitted": "您的岗位不能办理此事。",
    "out-of-place": "此事不在您的辖区内。",
    "city-only": "此事由市级办理，区县岗位不能办理。",
    "out-of-line": "此事属于另一条线，由相应处室办理。",
    "out-of-scope": "该客户端没有“{scope}”权限，请联系设立客户端的管理员。",
    "not-allowed": "现在的状态下不能这样办理，请刷新页面查看现状。",
    "moved": "别人刚刚办理过，请刷新页面查看现状。",
    "same-person": "须由另一人办理：前一步是您自己办的。",
    "oneself": "不能给自己办理此事，请由另一位管理员办理。",
    "done-before": "这张表已经提交过一次，以第一次为准，没有重复办理。",
    "reason-missing": "请写明理由。",
    "username-taken": "用户名 {username} 已有人使用，请换一个。",
    "not-an-officer": "{name} 不是工作人员账户，不能任岗。",
    "account-closed": "{name} 的账户已停用。",
    "authority-closed": "{authority} 在 {since} 未设立或已撤销，不能任岗。",
    "post-held": "{name} 在 {authority} 已有同一岗位，日期重叠。",
    "line-not-of-authority": "{authority} 没有这些条线：{lines}。",
    "dates-reversed": "起始日 {since} 晚于截止日 {until}。",
    "in-the-past": "起始日 {since} 已过，不能补办。",
    "suspended": "该岗位已暂停。",
    "not-suspended": "该岗位没有暂停。",
    "post-ended": "该岗位已于 {until} 终止。",
    "to-holder": "不能委托给岗位本人。",
    "too-long": "委托代行最长 {most} 天，这里是 {days} 天。",
    "beyond-post": "委托的日期超出岗位的任期（{since} 起，至 {until}）。",
    "lent-already": "{name} 在这些日期已受托代行该岗位。",
    "revoked": "该委托已经收回。",
    "lapsed": "该委托已于 {until} 到期。",
    "not-own-post": "只有岗位本人或管理员可以办理。",
    "other-authority": "接收人须在同一机构任同一岗位，请先为其任岗。",
    "handover-open": "该岗位已有一份未接收的交接单。",
    "accepted": "该交接单已经接收。",
    "not-successor": "交接单由接收人本人确认。",
    "has-no-factor": "没有启用第二重验证。",
    "client-code": "“{given}”不能作客户端标识：只用小写字母、数字和连字符，3 至 40 位。",
    "client-code-taken": "客户端标识 {given} 已有人使用，请换一个。",
    "client-suspended": "客户端“{title}”已暂停。",
    "client-not-suspended": "该客户端没有暂停。",
    "client-key": "公钥应为 64 位十六进制数字，由“xinlu package key”命令生成。",
    "client-key-taken": "公钥 {key} 已经登记过；每个客户端须用自己的密钥。",
    "client-key-revoked": "该公钥不属于这个客户端，或已经废止。",
    "wrong-code": "验证码不对。请确认手机时间准确，再输入当前显示的六位数字。",
}


def add(sentences: Mapping[str, str]) -> None:
    """Add an app's sentences. Raises `ValueError` where a code already says something else."""
    for code, sentence in sentences.items():
        if SENTENCES.setdefault(code, sentence) != sentence:
            raise ValueError(
                f"The code {code} says “{SENTENCES[code]}” already; give the refusal that says "
                f"“{sentence}” a code of its own."
            )


def said(refused: Refused) -> str:
    """Return why an act was refused, in Chinese; the code itself where no sentence is known."""
    sentence = SENTENCES.get(refused.code)
    if sentence is None:
        return f"没有办理（{refused.code}）。"
    return sentence.format_map(Blanks(refused.params))


class Blanks(dict[str, object]):
    """Parameters of a sentence; one that is missing leaves a blank rather than an error."""

    def __init__(self, params: Mapping[str, object]) -> None:
        super().__init__(params)

    def __missing__(self, key: str) -> str:
        return "……"

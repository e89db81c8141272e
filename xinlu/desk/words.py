"""What officers read: refused acts in Chinese, and the words and tags of states."""

import re
from dataclasses import dataclass
from typing import Any, Final

from xinlu.accounts import words
from xinlu.accounts.acts import Refused
from xinlu.collection import messages
from xinlu.collection.models import Batch
from xinlu.evaluation import words as evaluation_words  # noqa: F401 - its sentences join ours
from xinlu.evaluation.models import CauseBinding, Run, Trial
from xinlu.registry.models import Merging

#: Why an act upon an evaluation or a list is refused, by code; `{…}` are its parameters.
SENTENCES: Final[dict[str, str]] = {
    "unconfirmed": "结果依据的值还没有核定：{titles}。请先由审定岗逐项核定。",
    "unjudged": "有 {count} 个主体的记录与评价标准对不上，没有判定。请先核对这些主体的记录。",
    "published-before": "同一方案同一年度已有公布的结果（第 {run} 次评价），请先撤回那一次。",
    "publicity-open": "公示期到 {until}（含当日），期满后才能公告。",
    "calendar-missing": "公示期满日算不出来：工作日历待录入。请日历管理员录入后再公告。",
    "no-edition": "{on} 没有现行的评价标准。请换一个日期。",
    "not-unverified": "评价标准里没有这个待核实的值，请刷新页面查看现状。",
    "other-value": "评价标准里的值是 {held}，不是 {given}。要改值，须另出新版标准。",
    "reason-needed": "请写明依据哪份文本核定。",
    "confirmed-before": "这个值已经核定过了，请刷新页面查看现状。",
    "basis-missing": "请勾选要核定的值，并写明依据哪份文本核定。",
    "under-way": "同一方案同一日期的评价正在进行，请等它算完。",
    "not-open": "这件已经报送或不列入双公示，不用催办。请刷新页面查看现状。",
    "reminded-today": "这件今天已经催办过，一天只能催办一次。",
    "case-reason-missing": "请写明理由。",
    "no-unit": "您的岗位不属于任何单位，不能报对账数。",
    "overtaken": "别人刚刚办理过，请刷新页面查看现状。",
    "not-signed": "这次评价还没有签发凭证，没有归档可以导出。公示后几分钟内签发，请稍后再试。",
    "archive-missing": "归档文件不在存储里，没有导出。请系统管理员从备份恢复。",
    "archive-broken": "归档文件打不开，没有导出：被改动或没有密钥。请系统管理员从备份恢复。",
    "no-table": "这个评价方案没有案由对应表，不按案由计入处罚。",
    "cause-bound": "这一案由在这段金额和日期内已经有对应（待审定或已核定）。请先查看那一条。",
    "unfit-item": "条目 {item} 不能这样对应：标准里没有它，或者还缺分值、数量、评价单元。",
    "cause-missing": "没有写明案由。请从未对应的案由中选一个。",
    "days-crossed": "截止日期须晚于开始日期。",
    "amounts-crossed": "金额的上限须大于下限。",
    "end-outside": "这一对应自 {since} 起适用，不能在那之前或在它已经终止之后再终止。",
    "day-missing": "请填写自哪天起不再适用，并写明理由。",
    "trial-under-way": "这份草案对这一天的试算正在进行，请等它算完。",
    "trial-day": "只能用过去的年度试算，{on} 还没有过完。",
    "trial-no-base": "这一方案从来没有施行过的标准，没有可以对比的。",
    "trial-other-kind": "草案与现行标准的类型（kind）不同，结果无法对比。",
    "trial-not-done": "这次试算没有算完，或者不在您的条线内，不能导出。",
    "same-subject": "两个是同一个主体，不用归并。",
    "kinds-differ": "{kind}和{other}不能归并成一个主体。",
    "not-standing": "{name} 已经归并到别的主体，或者登记没有完成。请先查看它的归并。",
    "merging-open": "这个主体已经有一件归并待审定或已生效。请先办完那一件。",
    "merging-out-of-place": "主体的归属地不在您的辖区内，由两地共同的上级办理。",
    "discrepancy-over": "来源的值已经变了，这一件不再适用，请看这个主体现在的值。",
    "no-such-source": "请在列出的来源中选一个。",
    "no-name": "提出的人须署名，系统账户不能提出。",
    "name-missing": "请填写新名称，并写明依据。",
    "name-same": "新名称和现在的名称相同，没有更名。",
    "name-before": "上一个名称用到 {until}，新的变更日期不能更早。请核对日期。",
    "day-ahead": "{on} 还没有到。请填今天或以前的日期。",
    "number-ended": "这个号码已经在 {until} 停用。",
    "number-days": "这个号码自 {since} 起用，停用日期须更晚。",
    "incomplete": "必填的没有填全，或日期写得不对，没有办理。请补填后再提交。",
    "too-many-rows-to-export": "符合条件的有 {count} 行，一次最多导出 {most} 行。请缩小查询条件。",
}
words.add(SENTENCES)

#: What a kind of error is called on chips and in lists.
KINDS: Final[dict[str, str]] = {
    "outside-catalogue": "目录外",
    "missing": "缺必填",
    "missing-conditional": "缺条件必填",
    "identifier-check": "号码",
    "date": "日期",
    "date-in-future": "日期晚于今天",
    "number": "数值",
    "category": "类别矛盾",
    "code-value": "代码表外",
    "length": "过长",
    "duplicate": "重复",
    "unknown-subject": "查无此对象",
}

#: The kind of tag of each state.
BATCH_TAGS: Final[dict[str, str]] = {
    Batch.State.CHECKED: "warn",
    Batch.State.FAILED: "bad",
    Batch.State.RECEIVED: "info",
    Batch.State.CHECKING: "info",
    Batch.State.STORING: "info",
}
RUN_TAGS: Final[dict[str, str]] = {
    Run.State.TRIAL: "warn",
    Run.State.PROPOSED: "warn",
    Run.State.PUBLICISED: "info",
    Run.State.FAILED: "bad",
    Run.State.QUEUED: "info",
    Run.State.COMPUTING: "info",
}

BINDING_TAGS: Final[dict[str, str]] = {
    CauseBinding.State.PROPOSED: "warn",
    CauseBinding.State.CONFIRMED: "info",
}
MERGING_TAGS: Final[dict[str, str]] = {
    Merging.State.PROPOSED: "warn",
    Merging.State.UNDOING: "warn",
    Merging.State.MERGED: "info",
}
TRIAL_TAGS: Final[dict[str, str]] = {
    Trial.State.DONE: "warn",
    Trial.State.FAILED: "bad",
    Trial.State.QUEUED: "info",
    Trial.State.COMPUTING: "info",
}

_BASIS = re.compile(r"（依据：([^）]*(?:（[^）]*）[^）]*)*)）")


@dataclass(frozen=True, slots=True)
class Told:
    """A sentence about an error taken apart: what is wrong, by which rule, how to mend it."""

    wrong: str
    basis: str
    mend: str


def said(refused: Refused) -> str:
    """Return why an act was refused, in Chinese."""
    params: dict[str, Any] = dict(refused.params)
    if isinstance(params.get("titles"), list):
        params["titles"] = "、".join(map(str, params["titles"]))
    return messages.sentence(refused.code, params)


def failure_of(run: Run | Trial) -> str:
    """Return why a run or a trial was given up; empty where it was not."""
    if run.failure is None:
        return ""
    if run.failure.get("code") == "inputs-changed":
        return "计算期间一再有批次被撤回或记录被更正，没有得到完整的结果。请稍后重新发起。"
    return "计算中断，没有留下半截结果。请重新发起；仍不成功的，告诉系统管理员。"


def refuse_without_reason() -> None:
    """Refuse what needs a reason and got none."""
    raise Refused("A reason is needed.", code="reason-missing")


def refuse_incomplete() -> None:
    """Refuse a form of which something needed is missing or unreadable."""
    raise Refused("Something needed is missing.", code="incomplete")


def refuse_without_basis() -> None:
    """Refuse a confirmation that names no value or no text."""
    raise Refused("Values are confirmed from a text.", code="basis-missing")


def refuse_without_day() -> None:
    """Refuse an ending that names no day or no reason."""
    raise Refused("A day and a reason are needed.", code="day-missing")


def taken_apart(message: str, basis: str) -> Told:
    """Return a refusal's sentence in its parts; `basis` where the sentence names none.

    >>> taken_apart("不能为空（依据：某标准）。请补填。", "")
    Told(wrong='不能为空。', basis='某标准', mend='请补填。')
    """
    found = _BASIS.search(message)
    bare = _BASIS.sub("", message)
    wrong, stop, mend = bare.partition("。")
    return Told(wrong + stop, found.group(1) if found else basis, mend)

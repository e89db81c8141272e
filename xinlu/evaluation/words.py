"""Why an act upon a draft is refused, in the words of the office."""

from typing import Final

from xinlu.accounts import words

#: Sentences by code; `{…}` are the refusal's parameters.
SENTENCES: Final[dict[str, str]] = {
    "draft-unreadable": "草案的文本还读不成一部评价标准。请先按页面上逐行的提示改正。",
    "day-too-soon": "施行日 {day} 太早：批准的次日（{least}）起才能施行。请先改施行日。",
    "day-taken": "这个方案已有 {day} 施行的版本，一天只能有一版。请改施行日。",
    "never-asked": "还没有征求过意见。",
    "round-open": "征求意见到 {until}（含当日），期满后才能继续。",
    "unanswered": "有 {count} 条意见还没有答复。请逐条写明是否采纳和理由。",
    "review-missing": "这一稿还没有通过{kind}；文本改过的，须重新审核。",
    "untried": "这一稿还没有试算过。请先拿往年的数据试算，看清谁的等级会变。",
    "draft-purpose-missing": "请写明草案名称和起草说明。",
    "draft-moved-on": "{by} 刚刚存了第 {number} 稿，您改的不是最新一稿，没有保存。请刷新后再改。",
    "nothing-changed": "没有改动，没有保存。",
    "no-such-version": "没有这一旧稿，请刷新页面查看现状。",
    "not-drafting": "草案不在草拟状态，不能改。须先退回草拟。",
    "draft-too-long": "文本太长，最多 {most} 字。",
    "other-scheme": "文本写的是另一个方案（{found}），这份草案是 {scheme}。",
    "no-rulebook": "文本读不成一部评价标准：{problems}",
    "no-mapping": "方案 {scheme} 还没有数据映射，没有记录可以按它评价。请系统管理员先配置映射。",
    "nobody-asked": "请选择征求意见的单位，或勾选向社会公开征求意见。",
    "round-length": "征求意见 {least} 至 {most} 个工作日。",
    "round-calendar-missing": (
        "{days} 个工作日的截止日算不出来：{year} 年的工作日历待录入。请改短期限，"
        "或请日历管理员录入后再发。"
    ),
    "not-asked": "这份草案没有向您征求意见。",
    "round-closed": "这份草案现在不征求意见。",
    "comment-length": "请写明意见，不超过 {most} 字。",
    "personal-number": "请去掉身份证号、手机号等个人信息。",
    "too-many-comments": "待处理的意见太多，暂时不能再提交。请改天再来。",
    "not-answerable": "草案已经送审，答复不能再改。",
    "answer-incomplete": "请写明意见概要、是否采纳和理由。",
    "not-in-review": "草案不在审核状态。",
    "review-incomplete": "请写明审核单位、文号和意见。",
    "wrote-it": "须由另一人批准：您写过这份草案。",
    "unverified-unsaid": "有 {count} 个值没有见到原文，与您看到的不一致。请刷新后逐项核对。",
}
words.add(SENTENCES)
said = words.said

"""What came of checking a receipt, in Chinese."""

from collections.abc import Iterable
from typing import Any, Final

from xinlu.rules.receipts.checking import Finding
from xinlu.rules.receipts.plain import NoReceipt

PARTS: Final = {
    "signature": "签名",
    "inclusion": "属于整批",
    "archive": "归档",
    "edition": "评价标准",
    "inputs": "输入",
    "rebuilt": "复算",
}
STATES: Final = {"good": "相符", "bad": "不符", "open": "未核对"}

#: What came of each step; `{…}` are its parameters.
SENTENCES: Final = {
    "signed": "{issuer}用密钥 {key} 签发，签发后没有改动。",
    "not-signed": "签名与内容对不上：凭证在签发后被改动，或签名是伪造的。",
    "other-key": "凭证写明用密钥 {key} 签发，给出的公钥里没有这一把。请用签发平台公布的公钥核对。",
    "no-key": "没有给出公钥，不知道是谁签发的。请从签发平台的“凭证核验”页取得公钥后核对。",
    "included": "是整批 {count} 项结果中的第 {place} 项。",
    "no-path": "这一项结果不在签发的整批结果里：结果或证明路径被改动。",
    "no-data": "没有给出归档文件，没有复算。",
    "same-archive": "归档文件与签发时逐字节相同，共 {count} 行。",
    "unreadable": "归档文件打不开：文件头或文件尾被改动，或它不是评价归档。",
    "edition": "文件尾里的评价标准全文被改动。",
    "count": "签发时 {signed} 行，现在 {found} 行。",
    "rows": "第 {first} 至 {last} 行的{columns}读不出：存储的字节被改动。",
    "row": "第 {row} 行（{subject}）的内容与该行的摘要对不上。",
    "packing": "各行和评价标准都与签发时相同，只是文件的封装字节被改动。",
    "rewritten": "各行与自带的摘要相符，但与签发的总摘要不符：归档被整个改写过。",
    "more": "另有 {count} 处不符，没有逐一列出。",
    "same-edition": "《{title}》{edition} 版，全文与签发时相同。",
    "other-edition": "归档里的评价标准不是签发时的那一版，没有复算。",
    "language": "这一版程序读不了归档里的评价标准（规则语言第 {language} 版），没有复算。",
    "no-peers": "结果按同行排名得出，而归档里有的行读不出，名次无从得知，没有复算。",
    "no-row": "第 {row} 行读不出，没有复算。",
    "same-inputs": "第 {row} 行（{subject}）的输入与签发时相同。",
    "other-inputs": "第 {row} 行的输入不是签发时 {subject} 的输入。",
    "same-verdict": "{subject} 的结果复算一致{outcome}。",
    "other-verdict": "第 {row} 行（{subject}）：{where}，凭证为{archived}，复算得{rebuilt}。",
    "other-reasons": "第 {row} 行（{subject}）：得分和等级一致，理由与签发时不同。",
    "not-facts": "第 {row} 行（{subject}）的输入不成形，不能复算。",
    "no-file": "没有文件 {file}。",
    "no-receipt": "{file}：{why}",
    "other-run": "{file} 不是清单所列那一批的凭证，而是 {run} 的。",
    "result-signed": "第 {row} 项（{subject}）的凭证：声明或签名被改动。",
    "result-path": "第 {row} 项（{subject}）的凭证：结果或证明路径被改动。",
    "result-row": "第 {row} 项（{subject}）的凭证与归档的同一行对不上。",
    "all-paths": "单项凭证相符 {equal} 份，不符 {different} 份，缺少 {unread} 份。",
    "all": "一致 {equal} 项，不同 {different} 项，读不出 {unread} 项。",
}
REFUSALS: Final = {
    "too-long": "内容过长，不是凭证（一份凭证不超过 {most} 个字符）。",
    "not-json": "不是一份完整的凭证。请粘贴或上传凭证文件的全部内容。",
    "key-twice": "“{key}”出现了两次，内容有歧义，不能作为凭证。",
    "number": "“{given}”不是凭证里会有的数。",
    "format": "不认识的凭证格式“{given}”。",
    "keys": "凭证里多了或少了内容：{keys}。",
    "value": "“{key}”的写法不对。",
}
COLUMNS: Final = {"subject": "主体", "facts": "输入", "verdict": "结果", "leaf": "摘要"}
FIELDS: Final = {
    "subject": "主体",
    "period": "评价期",
    "period_start": "评价期起",
    "period_end": "评价期止",
    "score": "得分",
    "score_text": "得分",
    "exact": "取舍前得分",
    "grade": "等级",
    "candidate_since": "达到条件日",
    "until": "到期日",
    "no_result": "暂无结果的原因",
    "reasons": "理由",
    "warnings": "提示",
    "ignored": "未计的记录",
    "rests_on": "依据的待核实值",
    "components": "分项",
    "measures": "指标",
    "verdict": "结果",
    "points": "影响",
    "total": "对得分的影响",
    "basis": "依据",
    "title": "名称",
    "events": "记录",
    "error": "不能评价的原因",
}
#: Longest value that a sentence quotes.
_QUOTED = 60


def part(finding: Finding) -> str:
    """Return what the step is called."""
    return PARTS[finding.part]


def state(finding: Finding) -> str:
    """Return what came of the step in a word."""
    return STATES[finding.state]


def sentence(finding: Finding) -> str:
    """Return what came of the step in a sentence."""
    params = dict(finding.params)
    if finding.code == "rows":
        params["columns"] = "、".join(COLUMNS[name] for name in params["columns"])
    elif finding.code == "no-receipt":
        params["why"] = refusal(NoReceipt(params["why"], **params["params"]))
    elif finding.code == "same-verdict":
        params["outcome"] = _outcome(params)
    elif finding.code == "other-verdict":
        params["where"] = _where(params["path"], params.get("title", ""))
        params["archived"] = _quoted(params["archived"])
        params["rebuilt"] = _quoted(params["rebuilt"])
    return SENTENCES[finding.code].format(**params)


def refusal(error: NoReceipt) -> str:
    """Return why what was given is no receipt."""
    params = dict(error.params)
    if isinstance(params.get("keys"), list):
        params["keys"] = "、".join(params["keys"])
    return REFUSALS[error.code].format(**params)


def conclusion(findings: Iterable[Finding]) -> str:
    """Return what all steps come to."""
    states = {finding.state for finding in findings}
    if "bad" in states:
        return "不能采信：有一项或几项不符。"
    return "没有发现不符，但有的步骤没有核对。" if "open" in states else "全部相符。"


def _outcome(params: dict[str, Any]) -> str:
    told = [("得分 ", "score"), ("等级 ", "grade"), ("达到条件日 ", "candidate_since")]
    said = "，".join(f"{word}{params[name]}" for word, name in told if params.get(name))
    return f"：{said}" if said else ""


def _where(path: tuple[str | int, ...], title: str) -> str:
    """Return the way to a difference in words.

    >>> _where(("reasons", 2, "total"), "超限")
    '第 3 条理由（超限）的对得分的影响'
    """
    first, *rest = path or ("verdict",)
    words = [FIELDS.get(str(name), f"“{name}”") for name in rest if not isinstance(name, int)]
    tail = f"的{words[-1]}" if words else ""
    if rest and isinstance(rest[0], int):
        named = f"（{title}）" if title else ""
        return f"第 {rest[0] + 1} 条{FIELDS.get(str(first), str(first))}{named}{tail}"
    return f"{FIELDS.get(str(first), str(first))}{tail}"


def _quoted(value: Any) -> str:
    if value is None or value == "":
        return "空"
    text = str(value)
    return f"“{text if len(text) <= _QUOTED else text[:_QUOTED] + '…'}”"

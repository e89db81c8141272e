"""Why nothing was pulled: a code, its parameters, and a sentence that says how to mend it."""

from typing import Any, Final

from xinlu.collection.messages import sentence

SENTENCES: Final = {
    "not-set": "环境变量 {name} 没有设置，不知道到哪里取数。请运维人员按运维手册设置后重启。",
    "address": "环境变量 {name} 的内容不是可用的地址（{expected}）。请运维人员更正后重启。",
    "no-client": "没有代码为 {client} 的接口客户端。请管理岗先在“机构与人员”中设立。",
    "file": "连接器文件有误：{detail}",
    "time-out": "对方系统 {seconds} 秒内没有答复，试了 {attempts} 次。请联系对方核对服务是否正常。",
    "unreachable": "连不上对方系统（{detail}），试了 {attempts} 次。请核对网络和地址。",
    "status": "对方系统答复状态码 {status}，试了 {attempts} 次。请联系对方（401、403：密钥有误）。",
    "wrong-answer": "对方系统的答复不是约定的格式（{detail}），试了 {attempts} 次。请联系对方。",
    "database": "读不了对方的数据库视图（{detail}），试了 {attempts} 次。请核对视图、列名和权限。",
    "row-key": "对方有一行没有可用的行标识“{column}”（“{given}”），这一页没有取。请联系对方更正。",
    "row-number": "对方有一行的“{column}”不是整数（“{given}”），这一页没有取。请联系对方更正。",
    "order": "对方的行没有按“{column}”从小到大排列，这一页没有取。请联系对方更正。",
    "paused": "已暂停取数：{why}。要取数，请先在工作台的连接器页恢复。",
    "cut-short": "取数中途断了。已取的各页都已收下，下一次接着取，不会重复。",
    "no-text": "对方有一行含有不能保存的字符，这一页没有取。请联系对方更正。",
}
#: Faults that may be over a moment later.
PASSING: Final = frozenset({"time-out", "unreachable", "status", "wrong-answer", "database"})


class Fault(Exception):
    """A page that could not be pulled."""

    def __init__(self, code: str, **params: Any) -> None:
        super().__init__(f"{code} {params}")
        self.code = code
        self.params = params


def said(failure: dict[str, Any]) -> str:
    """Return the sentence of a failure as it is kept."""
    told = SENTENCES.get(failure["code"])
    params = failure["params"]
    return told.format(**params) if told else sentence(failure["code"], params)

"""Tells the lines below a table (who filled it in, remarks, totals) from its records."""

import re
from collections.abc import Sequence

from xinlu.kernel.text import tight

from .cells import Cell, filled

_SIGNATURE = re.compile(
    r"(?:(?:填表|填报|制表|审核|复核|报送|统计|经办|联系|负责|主管|校核|录入|审批|批准|签发|打印|导出)"
    r"[^:]{0,8}|(?:单位|处室|部门|分管)?(?:负责人|领导)[^:]{0,8}|单位\((?:盖章|公章|签章)\)|(?:联系)?电话|"
    r"(?:填表|填报|制表|报送|统计)?(?:日期|时间|单位)(?:\([^:]{0,8}\))?|(?:填表|填报)?说明|备注|附注|"
    r"注[0-9一二三四五六七八九]?|本[页表]?(?:合计|小计)|合计|总计|小计|共计):"
)
_ALONE = re.compile(r"(?:填表|填报|制表|审核|复核|经办|联系|负责)人|联系电话")
# What stands below a table in one cell with nothing beside it; no record is as little as that.
_ONLY = re.compile(
    r"(?:填表|填报|制表)人.*(?:审核|复核|负责)人.*|\((?:单位)?(?:盖章|公章|签章)\)|"
    r"[—–-]*以下(?:无正文|空白)[—–-]*|[—–-]*第[0-9]+页(?:[,/、]?共[0-9]+页)?[—–-]*|"
    r"[0-9]{4}年[0-9]{1,2}月[0-9]{1,2}日"
)
_REMARK = re.compile(r"注[0-9][.、]|说明[0-9][.、]")
_TOTAL = re.compile(r"(?:本[页表])?(?:合计|总计|小计|共计)(?:\([^)]*\))?")
#: Signatures fill few cells; a record that happens to begin like one fills more.
_FEW = 10


def is_footer(row_values: Sequence[Cell]) -> bool:
    """Say whether the row is no record but a signature, a remark or a total.

    >>> is_footer(["填表人：示例甲", None, "联系电话：023-00000000"])
    True
    >>> is_footer(["合计", None, 12, 3.5]), is_footer(["合计示例货运有限公司", "渝X00001"])
    (True, False)
    """
    first = next((value for value in row_values if value is not None), None)
    if not isinstance(first, str) or not _worth_a_look(first):
        return False
    text = tight(first)
    if _TOTAL.fullmatch(text):
        return True
    count = len(filled(row_values))
    line = _SIGNATURE.match(text) or _REMARK.match(text) or _ALONE.fullmatch(text)
    if line is None and count == 1:
        return _ONLY.fullmatch(text) is not None
    return line is not None and count <= _FEW


def _worth_a_look(text: str) -> bool:
    """Spare the many rows that begin with a name or a code the full comparison."""
    return len(text) < 12 or ":" in text or "：" in text or text.lstrip()[:1] in "注说填制"

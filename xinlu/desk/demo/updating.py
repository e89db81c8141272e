"""The yearly update of the demo city's catalogue: one adopted, one for which units are asked."""

from collections.abc import Mapping
from datetime import date, timedelta

from xinlu.accounts.actors import Actor
from xinlu.catalogue import updates
from xinlu.catalogue.models import CatalogueEdition, Opinion, Revision
from xinlu.catalogue.services import opinions, revisions
from xinlu.desk.demo import officers

_REASON = "演示城市虚构的意见，不代表任何机关意见"
_ROUND = timedelta(days=20)
_NEW = {
    "head": "行政管理信息",
    "title": "示例维修检查信息",
    "subjects": ["legal", "other"],
    "basis": "演示城市虚构的依据，没有法律效力",
    "provider": "道路运输管理机构",
    "openness": "government",
    "frequency": "每季度",
}


def carry_out(today: date, clerks: dict[str, Actor]) -> None:
    """Take one update to its edition and leave another one open, unless that was done."""
    if Revision.objects.exists():
        return
    units = [clerks[code] for code in sorted(clerks)][:3]
    _adopted(today, units)
    _asked(today, units)


def _begun(code: str, on: date, year: int) -> Revision:
    base = CatalogueEdition.objects.get(code=code)
    return revisions.begin(
        base,
        by=officers.actor("city-evaluator"),
        on=on,
        title=f"{base.title}（{year} 年版）",
        purpose=f"示例：{year} 年度更新，请各单位对照职责和依据提出意见。",
        closes_on=on + _ROUND,
    )


def _adopted(today: date, units: list[Actor]) -> None:
    """Carry an update of the demo's own supplement through to next year's edition."""
    begun, author = today - timedelta(days=45), officers.actor("city-evaluator")
    revision = _begun("demo-2022", begun, today.year + 1)
    add = _said(revision, units[0], begun, "add", "AP-DEMO-REPAIR", _NEW)
    change = _said(revision, units[1], begun, "change", "RG-VEHICLE", {"frequency": "每周"})
    for opinion in (add, change):
        opinions.answer(opinion, by=author, outcome="adopted", answer="示例：与职责相符，采纳。")
    later = begun + _ROUND + timedelta(days=1)
    revision = revisions.sum_up(revision, by=author, on=later)
    revision = revisions.hand_in(revision, by=author)
    seen = updates.digest_of(revision)
    legal = officers.actor("city-legal")
    revision = revisions.review(revision, by=legal, seen=seen, reason="示例：已逐项核对。")
    number = f"示例交函〔{later.year}〕9号"
    revision = revisions.submit(revision, by=author, on=later, number=number)
    revisions.adopt(
        revision,
        by=officers.actor("city-approver"),
        on=later,
        number=f"示例信用办〔{later.year}〕3号",
        since=date(today.year + 1, 1, 1),
    )


def _asked(today: date, units: list[Actor]) -> None:
    """Leave an update at which units are still asked, with some opinions answered."""
    begun = today - timedelta(days=8)
    revision = _begun("chongqing-transport-2022", begun, today.year + 1)
    weekly = _said(revision, units[0], begun, "change", "RG-DRIVER", {"frequency": "每周"})
    _said(revision, units[1], begun, "remark", "", {})
    opinions.answer(
        weekly,
        by=officers.actor("city-evaluator"),
        outcome="declined",
        answer="示例：各区县系统尚不能每周更新，下一年再议。",
    )


def _said(
    revision: Revision, by: Actor, on: date, kind: str, code: str, says: Mapping[str, object]
) -> Opinion:
    return opinions.give(revision, by=by, on=on, kind=kind, code=code, says=says, reason=_REASON)

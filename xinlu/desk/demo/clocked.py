"""双公示 of the last months: decisions registered as they are made, and sent week by week.

Most counties send within days, some late, and some leave the last weeks unsent, so that the desk
has something that is due, overdue and to be reminded of.
"""

from collections.abc import Iterator
from datetime import date, timedelta

from xinlu.desk.demo import deeds
from xinlu.desk.demo.cast import Cast
from xinlu.desk.demo.deeds import Decision, Row
from xinlu.desk.demo.sending import Sending
from xinlu.desk.demo.world import draw
from xinlu.desk.demo.writing import STYLES

#: Of penalties, so many are by 简易程序.
_SIMPLE = 0.1
#: Of decisions of a week, so many are forgotten when it is sent, where the office is careless.
_FORGOTTEN = 0.25
_KINDS = {"permit": "行政许可", "penalty": "行政处罚"}


def publicised(cast: Cast) -> Iterator[Sending]:
    """Yield the weekly registers and files of each county's decisions."""
    world = cast.world
    said = world.publicity
    for template in _KINDS:
        decisions = deeds.weekly(cast, template, said["since"], said["until"], said["each"])
        weeks: dict[tuple[str, date], list[Decision]] = {}
        for one in decisions:
            friday = one.on + timedelta(days=(4 - one.on.weekday()) % 7)
            weeks.setdefault((one.office.code, friday), []).append(one)
        for (_, friday), found in sorted(weeks.items()):
            yield from _week(cast, template, friday, found)


def _week(cast: Cast, template: str, friday: date, found: list[Decision]) -> Iterator[Sending]:
    """Yield the register of one office's week, and what it sends of it."""
    world, office = cast.world, found[0].office
    rng = draw("week", template, office.code, friday)
    title = _KINDS[template]
    late, careless = world.is_late(office), world.carelessness(office) > 0.02
    simple = {n for n in range(len(found)) if template == "penalty" and rng.random() < _SIMPLE}
    rows = [_register(one, template, friday, n in simple) for n, one in enumerate(found)]
    name = f"行政决定登记（{title}）{friday:%m月%d日}"
    yield Sending(friday, office, "decision-register", name, {"decision": rows}, STYLES[0])
    kept = [
        one.row
        for n, one in enumerate(found)
        if n not in simple and not (careless and rng.random() < _FORGOTTEN)
    ]
    on = friday + timedelta(days=rng.randint(12, 16) if late else rng.randint(3, 5))
    if kept and on <= world.publicity["until"]:
        name = f"{title}信息（双公示）{friday:%m月%d日}"
        yield Sending(on, office, template, name, {template: kept}, STYLES[0])


def _register(one: Decision, template: str, friday: date, is_simple: bool) -> Row:
    """Return the row of the register; the office's own site had it by Friday."""
    row = one.row
    told: Row = {
        "kind": _KINDS[template],
        "document_number": row["document_number"],
        "subject_name": row["subject_name"],
        "category": row["category"],
        "credit_code": one.row["credit_code"],
        "decided_on": one.on,
        "decided_by": one.office.name,
        "decided_by_code": one.office.credit_code,
        "published_on": friday,
        "is_classified": "否",
    }
    if is_simple:
        told |= {"procedure": "简易程序", "basis": "简易程序，不列入双公示"}
    return told

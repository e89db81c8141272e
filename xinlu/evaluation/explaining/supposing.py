"""What would be if one record did not stand (测算参考): judged anew without it."""

from collections.abc import Iterator

from xinlu.evaluation.explaining.material import Material, gather
from xinlu.evaluation.explaining.rows import rows_of
from xinlu.evaluation.explanation import RecordShown, Row, WhatIf
from xinlu.evaluation.models import Result
from xinlu.rules import FactsError, Verdict, judge
from xinlu.rules.supposing import Change, applied, is_better

#: Kinds of reasons whose records, if they fell, would change something.
COUNTED = ("effect", "points", "veto", "step-down")


def suppose(result: Result, limit: int) -> tuple[WhatIf, ...]:
    """Return, for each record that counted, score and grade without it; the best change first."""
    material = gather(result)
    supposed = list(_each(material, rows_of(material)))
    supposed.sort(key=lambda one: (not one.is_better, -_gain(material, one), one.row or 0))
    return tuple(supposed[:limit])


def _each(material: Material, rows: tuple[Row, ...]) -> Iterator[WhatIf]:
    numbers = {record.uid: row.number for row in rows for record in row.records}
    seen = set()
    for reason in material.verdict.reasons:
        if reason.kind not in COUNTED:
            continue
        for key in reason.events:
            record = material.records.get(key)
            if key in seen or record is None:
                continue
            seen.add(key)
            yield _without(material, key, record, reason.title, numbers.get(record.uid))


def _without(
    material: Material, key: str, record: RecordShown, title: str, row: int | None
) -> WhatIf:
    change = Change("without-record", key, title)
    try:
        said = judge(material.rulebook, applied(material.facts, [change]), material.peers)
    except FactsError as error:
        return WhatIf(record, row, title, None, None, error.code, False, error.chinese())
    grade = material.grade(said.grade)
    return WhatIf(
        record=record,
        row=row,
        title=title,
        score_text=said.score_text,
        grade=grade,
        no_result=said.no_result or "",
        is_better=is_better(material.rulebook, material.verdict, said),
        sentence=_sentence(material, said),
    )


def _sentence(material: Material, said: Verdict) -> str:
    was = material.verdict
    if material.rulebook.kind == "list":
        if said.candidate_since is None:
            return "不再符合列入条件" if was.candidate_since else "仍不符合列入条件"
        return f"仍符合列入条件，自 {said.candidate_since.isoformat()} 起"
    if said.no_result:
        return "将没有可评价的对象，暂无结果"
    grade = material.grade(said.grade)
    changed = "" if said.grade != was.grade else "，等级不变"
    what = (
        f"计分 {said.score_text} 分"
        if material.rulebook.kind == "points"
        else f"得分 {said.score_text or '—'}"
    )
    named = f"{grade.code} {grade.word}" if grade else "没有等级"
    return f"{what}，{named}{changed}"


def _gain(material: Material, one: WhatIf) -> int:
    """Return by how many grades the supposition betters the result."""
    was = material.grade(material.verdict.grade)
    return was.rank - one.grade.rank if was and one.grade else 0

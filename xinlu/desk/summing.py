"""A run's results summed up by grade and by county, ready for tables and bars."""

from dataclasses import dataclass

from xinlu.desk.text import day, percent
from xinlu.evaluation import selectors as evaluations
from xinlu.evaluation.models import Run
from xinlu.evaluation.selectors import GradeCount


@dataclass(frozen=True, slots=True)
class Bar:
    """A grade's count with its share of the run, and the width of its bar."""

    count: GradeCount
    share: str
    width: str


@dataclass(frozen=True, slots=True)
class PlaceRow:
    """A county's results by grade, in the order of the grades, without grade last."""

    name: str
    counts: tuple[int, ...]
    total: int


def headline(run: Run) -> str:
    """Return the answer that the page of a run begins with."""
    state = Run.State
    if run.state == state.PUBLICISED:
        until = run.publicity_until
        return f"公示至 {day(until)}" if until else "公示中，期满日待日历录入"
    return {
        state.QUEUED: "排队等待计算",
        state.COMPUTING: "正在计算",
        state.TRIAL: f"试算出 {run.subject_count} 个结果",
        state.PROPOSED: f"{run.subject_count} 个结果待审定",
        state.ANNOUNCED: f"{run.subject_count} 个结果已公告",
        state.WITHDRAWN: "已撤回，不再公开",
        state.CANCELLED: "已取消",
        state.FAILED: "没有算完",
    }[state(run.state)]


def by_grade(run: Run) -> list[Bar]:
    """Return the counts by grade with their shares; the longest bar is as wide as there is room."""
    if run.state not in (*Run.INTERNAL, *Run.PUBLIC, Run.State.WITHDRAWN):
        return []
    counts = evaluations.by_grade(run)
    total = sum(each.count for each in counts)
    most = max((each.count for each in counts), default=0)
    return [Bar(each, percent(each.count, total), percent(each.count, most)) for each in counts]


def by_place(run: Run, grades: list[GradeCount]) -> list[PlaceRow]:
    """Return the counts by county; a list without grades has the total alone."""
    if run.state not in (*Run.INTERNAL, *Run.PUBLIC, Run.State.WITHDRAWN):
        return []
    return [
        PlaceRow(
            place.place_name or "归属地未定",
            tuple(place.counts.get(code, 0) for code in (*(one.code for one in grades), "")),
            place.total,
        )
        for place in evaluations.by_place(run)
    ]


def met(run: Run) -> int:
    """Return how many subjects met the condition of a list."""
    return run.results.filter(candidate_since__isnull=False).count()

"""A trial as a workbook (试算对比): six sheets, of which none can act as a formula."""

from collections.abc import Iterable, Iterator, Sequence
from tempfile import TemporaryFile
from typing import BinaryIO, cast

from xinlu.desk.trial_lists import MOVES
from xinlu.desk.trial_shapes import Group
from xinlu.desk.trialling import Shown, headline
from xinlu.evaluation.models import TrialMove
from xinlu.kernel.spreadsheets import Written, write_table
from xinlu.kernel.spreadsheets.writing import TableSheet

ROW = Sequence[Written]


def workbook(shown: Shown, movers: Iterable[TrialMove], footer: Sequence[str]) -> BinaryIO:
    """Return the trial as a workbook, written row by row onto disk."""
    target = cast(BinaryIO, TemporaryFile())  # noqa: SIM115  the response closes it
    write_table(target, sheets(shown, movers), footer=footer)
    return target


def sheets(shown: Shown, movers: Iterable[TrialMove]) -> Iterator[TableSheet]:
    """Yield the sheets: sums, moves, movers, by county, by size, by origin."""
    yield "汇总", ("项目", "内容", "个数"), summary(shown)
    yield "等级变动", ("原结果 ＼ 新结果", *shown.ends(), "合计"), matrix(shown)
    yield "变动主体", MOVES.headings, MOVES.written(movers)
    for name, groups in (
        ("按区县", shown.by_county()),
        ("按规模", shown.by_size()),
        ("本地外地", shown.by_origin()),
    ):
        ways = shown.ways
        headings = (name, "主体", ways["up"], ways["down"], ways["other"], "变动占比（%）")
        yield name, headings, map(of_group, groups)


def summary(shown: Shown) -> Iterator[ROW]:
    """Yield what was tried on what, how many move, by which changes, and how scores shift."""
    trial, counts = shown.trial, shown.counts
    yield "试算", headline(trial), trial.subject_count
    yield "草案", str(trial.draft), None
    yield "草案指纹", trial.hash, None
    yield "对比的标准", str(trial.base), None
    yield "截至", str(trial.on), None
    yield "说明", "试算结果不公开，不改变任何已有的评价结果", None
    if shown.stored():
        yield "与当年公布的结果", shown.stored(), None
    for way, told in shown.ways.items():
        yield told, "", counts[way]
    yield "不变的当中无结果", "", counts["silent"]
    for cause in shown.causes():
        moved = cause.up + cause.down + cause.other
        yield "改动", f"{cause.title}：{cause.old} → {cause.new}（{cause.basis}）", moved
    for told_change in shown.idle():
        yield "改动", f"{told_change.title}：{told_change.old} → {told_change.new}", 0
    for bar in shown.shifts():
        yield "得分变化", bar.name, bar.count
    for line in shown.lines():
        told = f"{line.title}（{line.basis}）各主体合计得分增减"
        yield "条款", told, line.shift


def matrix(shown: Shown) -> Iterator[ROW]:
    """Yield the moves, old places down, new places across, sums at the edges."""
    for old, cells, total in shown.matrix():
        yield old, *(cell.count for cell in cells), total
    yield "合计", *shown.sums(), shown.trial.subject_count


def of_group(group: Group) -> ROW:
    """Return a county, a size or an origin as a row."""
    return group.name, group.total, group.up, group.down, group.other, float(group.share)

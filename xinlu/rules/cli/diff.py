"""`xinlu rules diff`: one population by two editions; who moves, and by which clause."""

import argparse
import time
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from xinlu.rules.cli.days import today
from xinlu.rules.cli.population import (
    a_table,
    expect_engine,
    expect_population,
    inputs_of,
    telling_what_to_mend,
)
from xinlu.rules.cli.speaking import Refused, progress, say, say_all, say_json, table
from xinlu.rules.columns.exporting import write_table
from xinlu.rules.comparing import ChangeTold, changes, changes_told
from xinlu.rules.comparing.moving import HOW, WORDS, places
from xinlu.rules.comparing.populations import Diff, Explained, diff
from xinlu.rules.language import Rulebook
from xinlu.rules.reading import read_rulebook

#: Of more movers only so many are explained, unless all are asked for.
EXPLAINED = 1000
#: Of more kinds of moves, and of more movers, only so many are printed.
PRINTED = 30


def expect(parser: argparse.ArgumentParser) -> None:
    """Say what the command line holds."""
    parser.add_argument("old", type=Path, metavar="OLD", help="旧版本")
    parser.add_argument("new", type=Path, metavar="NEW", help="新版本")
    expect_population(parser, required=False)
    parser.add_argument(
        "--output", type=a_table, metavar="FILE", help="结果变化的主体清单（.parquet 或 .csv）"
    )
    parser.add_argument(
        "--explain-all",
        action="store_true",
        help=f"查明每一个变化的原因（默认只查前 {EXPLAINED} 个主体）",
    )
    expect_engine(parser)
    parser.add_argument("--json", action="store_true", help="以 JSON 输出")


def run(arguments: argparse.Namespace) -> int:
    """Tell where two editions differ and, where there is a population, whom that moves."""
    old, new = read_rulebook(arguments.old), read_rulebook(arguments.new)
    if old.kind != new.kind:
        raise Refused(f"两个版本的 kind 不同（{old.kind}、{new.kind}），结果无法比较。")
    told = changes_told(old, new, changes(old, new))
    if arguments.input is None:
        if arguments.json:
            say_json({"changes": [asdict(each) for each in told]})
        else:
            say_all(change_lines(old, new, told))
        return 0
    started = time.perf_counter()
    with telling_what_to_mend():
        found = diff(
            old,
            new,
            inputs_of(arguments),
            arguments.on or today(),
            most=None if arguments.explain_all else EXPLAINED,
            engine=arguments.engine,
            tell=progress,
        )
        if arguments.output is not None:
            write_table(found.movers, arguments.output)
    if arguments.json:
        say_json({"changes": [asdict(each) for each in told], **as_data(found)})
        return 0
    say_all(change_lines(old, new, told))
    say_all(population_lines(found, told))
    say(f"用时 {time.perf_counter() - started:.1f} 秒")
    return 0


def change_lines(old: Rulebook, new: Rulebook, told: Sequence[ChangeTold]) -> Iterator[str]:
    """Yield what the new edition says otherwise."""
    yield f"{new.title}：{old.edition} 版 → {new.edition} 版，{len(told)} 处不同"
    for each in told:
        basis = f"（{each.basis}）" if each.basis else ""
        yield f"  {each.title}{basis}　{each.path}"
        yield f"    原：{each.old}"
        yield f"    现：{each.new}"


def population_lines(found: Diff, told: Sequence[ChangeTold]) -> Iterator[str]:
    """Yield whom the new edition moves."""
    counts = found.comparison.directions(found.new)
    total = sum(counts.values())
    yield ""
    yield f"截至 {found.on}，主体 {total:,} 个"
    yield (
        f"变好 {counts['up']:,}，变差 {counts['down']:,}，不变 {counts['same']:,}，"
        f"有无等级之间变化 {counts['other']:,}"
    )
    yield ""
    yield "等级变化（行为原等级，列为现等级）"
    yield from (f"  {row}" for row in table(matrix(found)))
    moved = total - counts["same"]
    if moved:
        yield ""
        yield f"变化的原因（共 {moved:,} 个主体变化，已查明 {len(found.explained):,} 个）"
        yield from cause_lines(found, told)


def matrix(found: Diff) -> Iterator[tuple[str, ...]]:
    """Yield the moves as a table, old places down, new places across."""
    order = places(found.comparison.moves, found.new, found.old)
    counts = {(move.old, move.new): move.count for move in found.comparison.moves}
    yield ("", *map(place_word, order))
    for old in order:
        yield (place_word(old), *(f"{counts.get((old, new), 0):,}" for new in order))


def place_word(place: str) -> str:
    """Return a grade, or the word of what stands for one."""
    return WORDS.get(place, place)


def cause_lines(found: Diff, told: Sequence[ChangeTold]) -> Iterator[str]:
    """Yield the moves with their causes, those of most subjects first."""
    titles = {
        each.path: f"{each.title}（{each.basis}）" if each.basis else each.title for each in told
    }
    groups: dict[tuple[str, str, str, tuple[str, ...]], list[str]] = {}
    for each in found.explained:
        groups.setdefault(kind_of(each), []).append(each.mover.subject)
    ordered = sorted(groups.items(), key=lambda group: -len(group[1]))
    for (old, new, how, paths), subjects in ordered[:PRINTED]:
        what = "、".join(titles.get(path, path) for path in paths) or "无法分辨的改动"
        yield f"  {place_word(old)} → {place_word(new)}　{len(subjects):,} 个　{what}　{HOW[how]}"
        yield f"    如 {'、'.join(subjects[:3])}"
    if len(ordered) > PRINTED:
        yield f"  另有 {len(ordered) - PRINTED} 种未列出"


def kind_of(each: Explained) -> tuple[str, str, str, tuple[str, ...]]:
    """Return from where to where somebody moved, and by what."""
    paths = tuple(changed.path for changed in each.cause.changed)
    return each.mover.old, each.mover.new, each.cause.how, paths


def as_data(found: Diff) -> dict[str, Any]:
    """Return the moves as plain data."""
    return {
        "on": found.on,
        "counts": found.comparison.directions(found.new),
        "moves": [asdict(move) for move in found.comparison.moves],
        "explained": len(found.explained),
        "movers": [
            {
                **asdict(each.mover),
                "how": each.cause.how,
                "clauses": [changed.path for changed in each.cause.changed],
            }
            for each in found.explained
        ],
    }

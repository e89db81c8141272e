"""A finished trial ready for its page and its workbook: matrix, groups, causes, lines, shifts."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

from xinlu.accounts.models import Place
from xinlu.desk.text import percent
from xinlu.desk.trial_shapes import Bar, Cause, Cell, Group, Line, groups, line_of, step_words
from xinlu.evaluation import editions
from xinlu.evaluation.models import Trial
from xinlu.evaluation.trials import sizes, tally
from xinlu.evaluation.trials.pairing import MAPPING
from xinlu.rules import Rulebook
from xinlu.rules.comparing import ChangeTold, changes, changes_told
from xinlu.rules.comparing.moving import NO_RESULT, WORDS, Move, directions, places

#: How ways are called, for grades and for a list.
WAYS = {"up": "升级", "down": "降级", "same": "不变", "other": "有无等级之间变化"}
LIST_WAYS = {"up": "不再符合列入", "down": "新符合列入", "same": "不变", "other": "其他变化"}
ORIGINS = {sizes.LOCAL: "本地", sizes.OUTSIDE: "外地", sizes.UNKNOWN: "来源未定"}
HOME_UNKNOWN = "归属地未定"
#: Lines shown at most, those whose cost changes most first.
LINES = 15
#: From this share of the largest count on a cell is as dark; the last step is for any count.
STEPS = ((50, "heat-1"), (15, "heat-2"), (0, "heat-3"))


@dataclass(frozen=True)
class Shown:
    """A finished trial as it is shown."""

    trial: Trial

    @cached_property
    def old(self) -> Rulebook:
        """Return the edition's rulebook."""
        return editions.standard(self.trial.base).rulebook

    @cached_property
    def new(self) -> Rulebook:
        """Return the draft's rulebook, as it was tried."""
        return editions.standard_of_text(self.trial.canonical).rulebook

    @property
    def ways(self) -> dict[str, str]:
        """Return how ways are called."""
        return LIST_WAYS if self.new.kind == "list" else WAYS

    @cached_property
    def moves(self) -> list[Move]:
        """Return every move, those among them that are none included."""
        held = self.trial.summary["moves"]
        return [Move(old, new, n) for old, row in held.items() for new, n in row.items()]

    @cached_property
    def counts(self) -> dict[str, int]:
        """Return how many went each way, and how many of the same have no result."""
        silent = sum(m.count for m in self.moves if m.old == m.new == NO_RESULT)
        ways = directions(self.moves, self.new)
        return {"silent": silent, **{str(way): count for way, count in ways.items()}}

    @property
    def moved(self) -> int:
        """Return how many move."""
        return self.trial.subject_count - self.counts["same"]

    @cached_property
    def places(self) -> list[str]:
        """Return the places that somebody has, best first."""
        return places(self.moves, self.new, self.old)

    def ends(self) -> list[str]:
        """Return the places in words."""
        return [word(place) for place in self.places]

    def matrix(self) -> list[tuple[str, list[Cell], int]]:
        """Return the moves as rows of cells, an old place each, with the row's sum."""
        counts = {(move.old, move.new): move.count for move in self.moves}
        most = max((m.count for m in self.moves if m.old != m.new), default=0)
        rows = []
        for old in self.places:
            cells = [self._cell(old, new, counts.get((old, new), 0), most) for new in self.places]
            if any(cell.count for cell in cells):
                rows.append((word(old), cells, sum(cell.count for cell in cells)))
        return rows

    def _cell(self, old: str, new: str, count: int, most: int) -> Cell:
        heat = "heat-same" if old == new else ""
        if count and old != new:
            heat = next(name for least, name in STEPS if 100 * count >= least * most)
        return Cell(old, new, count, heat, f"{word(old)} 到 {word(new)}")

    def sums(self) -> list[int]:
        """Return how many end at each place."""
        return [sum(m.count for m in self.moves if m.new == place) for place in self.places]

    def by_county(self) -> list[Group]:
        """Return the counties by their codes."""
        held = self.trial.summary["places"]
        known = Place.objects.filter(pk__in=[key for key in held if key]).order_by("code")
        named = [
            (str(pk), name, code) for pk, name, code in known.values_list("pk", "name", "code")
        ]
        return groups([*named, ("", HOME_UNKNOWN, "")], held)

    def by_size(self) -> list[Group]:
        """Return the sizes, the smallest first."""
        order = sizes.order_of_sizes(sizes.measures(self.trial.on))
        held = self.trial.summary["sizes"]
        # A size that the parameter knew on the day of the trial stays, also when it has changed.
        known = [*order, *sorted(held.keys() - set(order))]
        return groups([(size, size, "") for size in known], held)

    def by_origin(self) -> list[Group]:
        """Return those from here and from elsewhere."""
        named = [(key, name, "") for key, name in ORIGINS.items()]
        return groups(named, self.trial.summary["origins"])

    @cached_property
    def changed(self) -> dict[str, ChangeTold]:
        """Return the changes of the draft in sentences, by path."""
        told = changes_told(self.old, self.new, changes(self.old, self.new))
        return {each.path: each for each in told} | {
            MAPPING: ChangeTold(MAPPING, "记录怎样成为事实（映射）", "现行映射", "草案的映射", "")
        }

    def change(self, path: str) -> ChangeTold:
        """Return a change in sentences."""
        return self.changed.get(path) or ChangeTold(path, path, "", "", "")

    def causes(self) -> list[Cause]:
        """Return the changes that move somebody, those that lower most first."""
        found = []
        for path, ways in self.trial.summary["causes"].items():
            told = self.change(path)
            up, down, other = (ways.get(way, 0) for way in ("up", "down", "other"))
            found.append(Cause(path, told.title, told.basis, told.old, told.new, up, down, other))
        return sorted(found, key=lambda each: (-each.down, -each.up, -each.other, each.path))

    def idle(self) -> list[ChangeTold]:
        """Return the changes that move nobody."""
        moving = self.trial.summary["causes"]
        return [told for path, told in self.changed.items() if path not in moving | {MAPPING: 1}]

    def lines(self) -> list[Line]:
        """Return the lines whose cost changes, those that grow harsher first."""
        found = [line_of(key, held) for key, held in self.trial.summary["lines"].items()]
        changed = [each for each in found if each.shift or each.old != each.new]
        return sorted(changed, key=lambda each: (each.shift, each.code))[:LINES]

    def shifts(self) -> list[Bar]:
        """Return the shifts of scores as a histogram, the greatest fall first."""
        held = {int(step): count for step, count in self.trial.summary["shifts"].items()}
        scale, most, total = (
            tally.scale_of(self.new),
            max(held.values(), default=0),
            sum(held.values()),
        )
        steps = range(min(0, *held), max(0, *held) + 1) if held else ()
        return [
            Bar(
                step_words(step, scale),
                held.get(step, 0),
                percent(held.get(step, 0), total),
                percent(held.get(step, 0), most),
            )
            for step in steps
        ]

    @property
    def unexplained(self) -> int:
        """Return of how many movers nobody looked for the cause."""
        return self.trial.moves.filter(how="").count()

    def stored(self) -> str:
        """Return how today's records stand to the public run of that day; empty without one."""
        if self.trial.run is None:
            return ""
        held = self.trial.summary["stored"]
        if not held["changed"] + held["differing"] + held["missing"]:
            return "按现行标准重算的结果与当年公布的完全一致，记录没有变化。"
        parts = [
            (held["differing"], "结果与当年公布的不同"),
            (held["changed"], "记录有变化但结果相同"),
            (held["missing"], "当年没有结果"),
        ]
        told = "，".join(f"{count} 个主体{words}" for count, words in parts if count)
        return f"当年公布以后记录有过变化：{told}。本页两边都按现在的记录计算。"


def word(place: str) -> str:
    """Return a grade, or the word of what stands for one."""
    return WORDS.get(place, place)


def headline(trial: Trial) -> str:
    """Return the answer that the page of a trial begins with."""
    state = Trial.State
    if trial.state != state.DONE:
        return {
            state.QUEUED: "排队等待试算",
            state.COMPUTING: "正在试算",
            state.FAILED: "没有算完",
            state.CANCELLED: "已取消",
        }[state(trial.state)]
    shown = Shown(trial)
    parts = [
        f"{shown.ways[way]} {shown.counts[way]} 个"
        for way in ("up", "down", "other")
        if shown.counts[way]
    ]
    return "，".join(parts) if parts else "没有主体的等级变动"


def titles(paths: Iterable[str], shown: Shown) -> Iterator[tuple[str, str]]:
    """Yield title and clause of each change."""
    for path in paths:
        told = shown.change(path)
        yield told.title, told.basis

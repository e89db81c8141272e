"""Which regulation and clause a basis (依据) names, read from the words that an author wrote.

`依据` is free text with a form that can be read: a regulation by its title, its document number or
a name that the library gives it, then the clause: `第六十四条第三款`, `第八十八条至第九十条`,
`附件1·GLSG1-1-1`, `附表第10项`, `·信用等级`. Several are joined by `、` or `；`, remarks stand in
brackets. What cannot be read is said to be so; nothing is guessed. No Django, no database.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

Path = tuple[str, ...]
Kind = Literal["cited", "silent", "unread"]

#: Letters that authors write in two ways, and what they are read as.
SAME = str.maketrans("（）；：，［］【】[]０１２３４５６７８９", "();:,〔〕〔〕〔〕0123456789")
#: What is not read: spaces, and the marks around titles.
SKIPPED = frozenset(" \t\n\u3000《》“”")
#: What a text that means to name a regulation has in it, and words that say there is none.
NAMING = re.compile(
    r"〔|[0-9]号|第[0-9一二三四五六七八九十百]+[条款项]|条例|办法|规则|规定|细则|[^无非合]法$"
)
SILENT = re.compile(r"未载明|未见|没有见到|见参数|自定的|没有法律依据|对该事项的规定|凭记忆")
DIGITS = {"零": 0, "〇": 0, "一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5}
DIGITS |= {"六": 6, "七": 7, "八": 8, "九": 9}
TENS = {"十": 10, "百": 100}
NUMERAL = "[0-9零〇一二两三四五六七八九十百]+"
NUMBERED = re.compile(rf"第({NUMERAL})(条之{NUMERAL}|[条款项目章节])")
ANNEX = re.compile(rf"(附件|附录|附表|表)({NUMERAL})?")
POINT = re.compile(r"\(([一二三四五六七八九十]+)\)")
TOPIC = re.compile(r"·([^·、,;()第]+)")
BARE = re.compile(r"([^·、,;()第]+)")
REMARK = re.compile(r"\((?![一二三四五六七八九十]+\))[^()]*\)")
CODED = re.compile(r"(.*[^0-9A-Za-z-])([0-9]{4,})")
UNTIL = re.compile(rf"至第({NUMERAL})条")
AND = re.compile(r"[、和及](?=第|附件|附录|附表)")


@dataclass(frozen=True, slots=True)
class Known:
    """What the library knows of a regulation, as far as it is needed to read its name.

    `names` mean it anywhere; `short` words (办法, 条例) mean it only where a text rests on it.
    `clauses` are the labels of its clauses, and other names of a clause with its label.
    """

    code: str
    names: tuple[str, ...]
    short: tuple[str, ...]
    clauses: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Citation:
    """A regulation that a text names, from which letter to which, and its clause.

    `clause` is empty where none is named, or where the library has none such: then `lacking` holds
    what was named.
    """

    start: int
    end: int
    regulation: str
    clause: str = ""
    lacking: str = ""


@dataclass(frozen=True, slots=True)
class Reading:
    """A basis with what it names; `silent` means to name nothing."""

    text: str
    citations: tuple[Citation, ...]
    kind: Kind


def number(text: str) -> int:
    """Return a whole number that is written in either way.

    >>> number("六十四"), number("64"), number("十"), number("一百零二")
    (64, 64, 10, 102)
    """
    if text.isdecimal():
        return int(text)
    total, digit = 0, 0
    for letter in text:
        if letter in TENS:
            total += max(digit, 1) * TENS[letter]
            digit = 0
        else:
            digit = DIGITS.get(letter, int(letter) if letter.isdecimal() else 0)
    return total + digit


def path_of(label: str) -> Path:
    """Return a clause's label as the steps that lead to it, numbers written in one way.

    >>> path_of("第六十四条第三款"), path_of("附件一·GLSG1-1-1"), path_of("认定条件（三）")
    (('第64条', '第3款'), ('附件1', 'GLSG1-1-1'), ('认定条件', '第3项'))
    """
    plain = _plain(label)[0]
    steps, end = _walk(plain, 0, BARE)
    return steps if end == len(plain) else (plain,)


class Reader:
    """Reads what authors wrote as the basis of a line."""

    def __init__(self, library: Iterable[Known]) -> None:
        self.library = {each.code: each for each in library}
        self.clauses = {
            each.code: {path_of(name): label for name, label in each.clauses}
            for each in self.library.values()
        }
        #: What others read with it and keep as long as it: the library is the same for as long.
        self.kept: dict[object, object] = {}

    @cached_property
    def names(self) -> Mapping[str, str]:
        """Return the regulations by every name that means them anywhere."""
        return {_plain(name)[0]: each.code for each in self.library.values() for name in each.names}

    @cached_property
    def named(self) -> re.Pattern[str]:
        """Return what finds names in a text, the longest that fits first."""
        ordered = sorted(self.names, key=len, reverse=True)
        return re.compile("|".join(map(re.escape, ordered)) or r"(?!)")

    def within(self, basis: str) -> tuple[str, ...]:
        """Return the regulations that a rulebook rests on, by what it gives as its own basis."""
        return tuple(dict.fromkeys(each.regulation for each in self.read(basis).citations))

    def read(
        self, text: str, within: tuple[str, ...] = (), beside: tuple[str, ...] = ()
    ) -> Reading:
        """Return what a basis names; `within` are the regulations that its rulebook rests on.

        `beside` are those that other lines of it name: their short words mean nothing here, but
        one of their clauses may stand for itself.
        """
        plain, places = _plain(text)
        found: list[Citation] = []
        start = 0
        for part in plain.split(";"):
            found += self._part(part, start, within, beside)
            start += len(part) + 1
        placed = tuple(
            Citation(places[each.start], places[_closed(plain, each) - 1] + 1, *_rest(each))
            for each in _merged(found)
        )
        if placed:
            return Reading(text, placed, "cited")
        is_silent = SILENT.search(plain) or not NAMING.search(text.translate(SAME))
        return Reading(text, (), "silent" if is_silent else "unread")

    def _part(
        self, part: str, offset: int, within: tuple[str, ...], beside: tuple[str, ...]
    ) -> Iterator[Citation]:
        """Yield what stands between two semicolons."""
        matches = list(self.named.finditer(part))
        first = matches[0].start() if matches else len(part)
        if implied := self._implied(part[:first], within, beside):
            code, end = implied
            yield from self._clauses(part, offset, (0, end, first), code)
        following = [*(each.start() for each in matches), len(part)][1:]
        for match, until in zip(matches, following, strict=True):
            span = (match.start(), match.end(), until)
            yield from self._clauses(part, offset, span, self.names[match[0]])

    def _implied(
        self, part: str, within: tuple[str, ...], beside: tuple[str, ...]
    ) -> tuple[str, int] | None:
        """Return the regulation meant by a short word or a clause that a part begins with."""
        for code in within:
            known = self.library[code]
            for word in sorted((_plain(each)[0] for each in known.short), key=len, reverse=True):
                if part.startswith(word):
                    return code, len(word)
        for code in (*within, *beside):
            steps, _ = _walk(part, 0, BARE)
            if self._known(code, steps):
                return code, 0
        return None

    def _clauses(
        self, part: str, offset: int, span: tuple[int, int, int], code: str
    ) -> Iterator[Citation]:
        """Yield the clauses named after a regulation's name, or the regulation alone."""
        start, at, until = span
        text, found = part[:until], False
        first = BARE if at == start else TOPIC
        at = _past_remarks(text, at)
        while True:
            steps, end = _walk(text, at, first)
            if not steps:
                break
            found, first = True, TOPIC
            for path, since, to in _range(steps, text, (start, end)):
                clause = self._known(code, path)
                lacking = "" if clause else "".join(path)
                yield Citation(offset + since, offset + to, code, clause, lacking)
                end = max(end, to)
            follows = AND.match(text, end)
            if not follows:
                break
            start = at = follows.end()
        if not found:
            yield Citation(offset + start, offset + span[1], code)

    def _known(self, code: str, path: Path) -> str:
        """Return the label of the clause at the end of the path, or of the nearest around it."""
        held = self.clauses[code]
        for length in range(len(path), 0, -1):
            if label := held.get(path[:length]):
                return label
        return ""


def _rest(each: Citation) -> tuple[str, str, str]:
    return each.regulation, each.clause, each.lacking


def _closed(plain: str, each: Citation) -> int:
    """Return where a citation ends, with the bracket that was opened in it."""
    said = plain[each.start : each.end]
    return each.end + (said.count("(") > said.count(")") and plain.startswith(")", each.end))


def _plain(text: str) -> tuple[str, list[int]]:
    """Return a text as it is read, and from which place each letter comes."""
    kept = [(letter, at) for at, letter in enumerate(text) if letter not in SKIPPED]
    return "".join(letter for letter, _ in kept).translate(SAME), [at for _, at in kept]


def _past_remarks(text: str, at: int) -> int:
    """Return where a text goes on after remarks in brackets, if a clause follows them."""
    end = at + text.startswith(")", at)
    while remark := REMARK.match(text, end):
        end = remark.end()
    return end if end != at and _step(text, end) else at


def _step(text: str, at: int, topic: re.Pattern[str] = TOPIC) -> tuple[Path, int] | None:
    """Return one step towards a clause that stands at a place."""
    if match := NUMBERED.match(text, at):
        unit = match[2]
        if unit.startswith("条之"):
            unit = f"条之{number(unit[2:])}"
        return (f"第{number(match[1])}{unit}",), match.end()
    if match := ANNEX.match(text, at):
        return (f"{match[1]}{number(match[2]) if match[2] else ''}",), match.end()
    if match := POINT.match(text, at):
        return (f"第{number(match[1])}项",), match.end()
    if match := TOPIC.match(text, at) or topic.match(text, at):
        coded = CODED.fullmatch(match[1])
        return ((coded[1], coded[2]) if coded else (match[1],)), match.end()
    return None


def _walk(text: str, at: int, topic: re.Pattern[str] = TOPIC) -> tuple[Path, int]:
    """Return the steps that follow one another from a place on; a topic may begin with none."""
    steps: list[str] = []
    while step := _step(text, at, topic if not steps else TOPIC):
        found, at = step
        steps += found
    return tuple(steps), at


def _range(steps: Path, text: str, span: tuple[int, int]) -> Iterator[tuple[Path, int, int]]:
    """Yield a clause with where it stands, and those up to the one that `至` names."""
    yield steps, *span
    until, first = UNTIL.match(text, span[1]), NUMBERED.fullmatch(steps[0])
    if until and first and len(steps) == 1:
        last = number(until[1])
        for each in range(number(first[1]) + 1, last):
            yield (f"第{each}条",), *span
        yield (f"第{last}条",), until.start() + 1, until.end()


def _merged(found: Iterable[Citation]) -> list[Citation]:
    """Return citations with a title and the number beside it as one."""
    kept: list[Citation] = []
    for each in found:
        last = kept[-1] if kept else None
        if last and last.regulation == each.regulation and not (last.clause or last.lacking):
            kept[-1] = Citation(last.start, each.end, each.regulation, each.clause, each.lacking)
        else:
            kept.append(each)
    return kept

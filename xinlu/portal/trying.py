"""The sheet of a made-up subject (试算): its questions as rows of a form, its outcome as a page."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

from xinlu.evaluation.library import Volume
from xinlu.portal.look.numbers import plain
from xinlu.portal.standards import effect_of
from xinlu.rules import Item, Rulebook
from xinlu.rules.language import Quantity
from xinlu.rules.telling.words import day_text
from xinlu.rules.trying import Answers, Asked, Rows, Tried, UnitAsked
from xinlu.rules.trying.answers import MOST_ROWS, unit_name
from xinlu.rules.verdict import Verdict
from xinlu.rules.wording import (
    KINDS,
    NO_RESULT,
    grade_word,
    ignored_sentence,
    notice_sentence,
    sentence,
)

#: A place among peers is counted from this end.
FIRST = {"lowest": "从低到高", "highest": "从高到低"}


@dataclass(frozen=True, slots=True)
class Question:
    """One field: its key, label, kind (`number`, `text`, `date`, `select`), answer and notes."""

    key: str
    label: str
    kind: str
    value: str
    note: str = ""
    error: str = ""
    options: tuple[tuple[str, str], ...] = ()
    groups: tuple[tuple[str, tuple[tuple[str, str], ...]], ...] = ()

    @property
    def id(self) -> str:
        """Return the field's id in the page."""
        return self.key.replace(".", "-")


@dataclass(frozen=True, slots=True)
class Row:
    """A row that can be taken away: a unit, a record, a linked subject."""

    key: str
    title: str
    questions: tuple[Question, ...]
    note: str = ""


@dataclass(frozen=True, slots=True)
class Adding:
    """A button that adds a row; `why_not` says why it cannot be pressed."""

    value: str
    label: str
    why_not: str = ""


@dataclass(frozen=True, slots=True)
class Part:
    """Questions that belong together."""

    title: str
    note: str = ""
    questions: tuple[Question, ...] = ()
    rows: tuple[Row, ...] = ()
    adding: tuple[Adding, ...] = ()


@dataclass(frozen=True, slots=True)
class Sheet:
    """Builds the form from what the rulebook asks and what was answered."""

    rulebook: Rulebook
    asked: Asked
    answers: Answers
    errors: Mapping[str, str] = field(default_factory=dict)

    def parts(self) -> tuple[Part, ...]:
        """Return the form, top to bottom; parts without a question are left out."""
        found = (self.general(), self.units(), self.records(), self.links())
        return tuple(each for each in found if each.questions or each.rows or each.adding)

    def ask(self, key: str, label: str, kind: str = "number", note: str = "") -> Question:
        """Return a field with its answer."""
        return Question(key, label, kind, self.answers.get(key, ""), note, self.errors.get(key, ""))

    def choose(self, key: str, label: str, known: Mapping[str, str], none: str) -> Question:
        """Return a field with a list to choose from."""
        options = (("", none), *known.items())
        value, error = self.answers.get(key, ""), self.errors.get(key, "")
        return Question(key, label, "select", value, error=error, options=options)

    def general(self) -> Part:
        """Return the questions about the subject itself."""
        questions = [self.ask("on", "评价日", "date", self.rulebook.cycle.title)]
        questions += [self.ask(f"d.{name}", day_text(name), "date") for name in self.asked.dates]
        questions += [self.quantity("", each) for each in self.asked.quantities]
        grades = {each.code: f"{each.code} {each.word}" for each in self.rulebook.grades}
        if self.asked.prior:
            questions.append(self.choose("prior", "上一期等级", grades, "没有"))
        for each in self.asked.results:
            when = f"{each.back} 年前" if each.back else "当年"
            whose = "" if each.scheme == "own" else f"（{each.scheme}）"
            if each.grades:
                known = {code: code for code in each.grades}
                key = f"r.{each.scheme}.{each.back}"
                questions.append(self.choose(key, f"{when}等级{whose}", known, "没有"))
            questions.append(self.ask(f"s.{each.scheme}.{each.back}", f"{when}得分{whose}"))
        for rank in self.asked.ranks:
            where = FIRST[rank.first]
            questions.append(self.ask(f"k.{rank.name}", f"{rank.title}：{where}第几名"))
            questions.append(self.ask(f"n.{rank.name}", f"{rank.title}：共几户参加排名"))
        return Part("对象", questions=tuple(questions))

    def quantity(self, prefix: str, quantity: Quantity) -> Question:
        """Return the field of a quantity, with its bounds."""
        key = f"{prefix}q.{quantity.name}"
        if quantity.kind == "text":
            known = self.asked.choices.get(quantity.name, ())
            if known:
                return self.choose(key, quantity.title, {each: each for each in known}, "未填")
            return self.ask(key, quantity.title, "text")
        bounds = [
            f"{word} {plain(bound)}"
            for word, bound in (("不小于", quantity.at_least), ("不大于", quantity.at_most))
            if bound is not None
        ]
        note = "，".join(bounds)
        if quantity.missing != "error":
            note = f"{note}；可不填" if note else "可不填"
        return self.ask(key, quantity.title, "number", note)

    def units(self) -> Part:
        """Return the units, each with what is asked of it."""
        held = Rows.of(self.answers, "u")
        rows = [row for number in held.numbers if (row := self.unit(number))]
        why_not = f"最多 {MOST_ROWS['u']} 个" if held.is_full else ""
        adding = [
            Adding(f"u:{each.kind}", f"加一个“{each.title}”对象", why_not)
            for each in self.asked.units.values()
        ]
        note = "每个对象单独计分，再合成得分"
        return Part("评价对象", note if adding else "", rows=tuple(rows), adding=tuple(adding))

    def unit(self, number: int) -> Row | None:
        """Return the row of a unit."""
        about = self.asked.units.get(self.answers.get(f"u{number}.kind", ""))
        if about is None:
            return None
        questions = list(self.of_unit(f"u{number}", about))
        return Row(f"u{number}", unit_name(about.title, number), tuple(questions))

    def of_unit(self, row: str, about: UnitAsked) -> Iterator[Question]:
        """Yield the questions about a unit."""
        if about.weight:
            yield self.ask(f"{row}.weight", "权数（如合同额）")
        if about.place:
            yield self.ask(f"{row}.place", "所在地", "text")
        if about.day:
            yield self.ask(f"{row}.on", "日期", "date")
        for each in about.quantities:
            yield self.quantity(f"{row}.", each)

    def records(self) -> Part:
        """Return the records, each with what its item asks."""
        if not self.rulebook.items:
            return Part("行为记录")
        held = Rows.of(self.answers, "e")
        why_not = f"最多 {MOST_ROWS['e']} 条" if held.is_full else ""
        rows = tuple(self.record(number, place) for place, number in enumerate(held.numbers, 1))
        return Part("行为记录", rows=rows, adding=(Adding("e", "加一条行为", why_not),))

    def record(self, number: int, place: int) -> Row:
        """Return the row of a record: which item, and what is asked of it."""
        row = f"e{number}"
        code = self.answers.get(f"{row}.item", "")
        key = f"{row}.item"
        chooser = Question(
            key, "条目", "select", code, error=self.errors.get(key, ""), groups=self.items()
        )
        item = self.rulebook.items.get(code)
        questions = (chooser, *self.of_record(row, item)) if item else (chooser,)
        return Row(row, f"第 {place} 条", questions, note_of(item, self.rulebook) if item else "")

    def items(self) -> tuple[tuple[str, tuple[tuple[str, str], ...]], ...]:
        """Return the items to choose from, by the part of the score that they belong to."""
        groups: dict[str, list[tuple[str, str]]] = {}
        for item in self.rulebook.items.values():
            component = self.rulebook.components.get(item.component or "")
            title = component.title if component else "条目"
            groups.setdefault(title, []).append((item.code, f"{item.code} {item.title}"))
        return tuple((title, tuple(held)) for title, held in groups.items())

    def of_record(self, row: str, item: Item) -> Iterator[Question]:
        """Yield the questions about a record of the item."""
        about = self.asked.records[item.code]
        if about.unit:
            yield self.choose(f"{row}.unit", "记在", self.unit_names(about.kind), "第一个")
        if about.points or self.answers.get(f"{row}.points"):
            yield self.ask(f"{row}.points", "分值", note=range_of(item))
        if about.times:
            yield self.ask(f"{row}.times", f"数量（{item.per}）", note="不填按 1 计")
        yield self.ask(f"{row}.on", "日期", "date", "不填按评价日计")
        if about.until:
            yield self.ask(f"{row}.until", "期限至", "date")
        if about.number:
            yield self.ask(f"{row}.number", "决定书文号", "text", "文号相同的只计一次")
        if about.act:
            yield self.ask(f"{row}.act", "同一行为编号", "text", "编号相同的为同一行为")
        if about.place:
            yield self.ask(f"{row}.place", "认定地", "text")

    def unit_names(self, kind: str | None) -> dict[str, str]:
        """Return the units in which a record may stand."""
        found = {}
        for number in Rows.of(self.answers, "u").numbers:
            about = self.asked.units.get(self.answers.get(f"u{number}.kind", ""))
            if about and kind in (None, about.kind):
                found[f"u{number}"] = unit_name(about.title, number)
        return found

    def links(self) -> Part:
        """Return the linked subjects."""
        held = Rows.of(self.answers, "l")
        why_not = f"最多 {MOST_ROWS['l']} 行" if held.is_full else ""
        rows = []
        for place, number in enumerate(held.numbers, 1):
            row = f"l{number}"
            known = {str(at): each for at, each in enumerate(self.asked.links)}
            about = known.get(self.answers.get(f"{row}.of", "0"))
            if about is None:
                continue
            questions = [self.ask(f"{row}.count", "个数", note="不填按 1 计")]
            if about.grades:
                codes = {code: code for code in about.grades}
                questions.append(self.choose(f"{row}.grade", "等级", codes, "没有"))
            questions.append(self.ask(f"{row}.score", "得分"))
            rows.append(Row(row, f"第 {place} 行", tuple(questions)))
        adding = [
            Adding(f"l:{place}", f"加一行关联对象（{each.scheme}）", why_not)
            for place, each in enumerate(self.asked.links)
        ]
        return Part("关联对象", "以其在有关标准下的结果计", rows=tuple(rows), adding=tuple(adding))

    def hidden(self) -> dict[str, str]:
        """Return the answers that no field shows, so that they are sent along."""
        shown = {q.key for part in self.parts() for q in part.questions}
        shown |= {q.key for part in self.parts() for row in part.rows for q in row.questions}
        rows = [f"u{n}.kind" for n in Rows.of(self.answers, "u").numbers]
        rows += [f"l{n}.of" for n in Rows.of(self.answers, "l").numbers]
        found = {key: self.answers[key] for key in rows if key in self.answers}
        waiting = [f"e{n}.on" for n in Rows.of(self.answers, "e").numbers]
        return found | {
            key: self.answers[key] for key in waiting if key in self.answers and key not in shown
        }


def range_of(item: Item) -> str:
    """Return which points an evaluator may give."""
    if item.allowed:
        return f"{'、'.join(map(plain, item.allowed))} 分之一"
    if item.low is not None and item.high is not None:
        return f"{plain(item.low)} 至 {plain(item.high)} 分"
    return "" if item.value is None else f"不填按每{item.per} {plain(item.value)} 分计"


def note_of(item: Item, rulebook: Rulebook) -> str:
    """Return what a record of the item does, where it is capped, and its clause."""
    said = [effect_of(item)]
    if item.each_at_most is not None:
        said.append(f"一条最多 {plain(item.each_at_most)} 分")
    if item.at_most is not None:
        said.append(f"本条目合计最多 {plain(item.at_most)} 分")
    group = rulebook.groups.get(item.group or "")
    if group:
        said.append(f"与“{group.title}”各条合计最多 {plain(group.at_most)} 分")
    return f"{'，'.join(said)}。{item.basis}{'' if item.verified else '（待核实）'}"


@dataclass(frozen=True, slots=True)
class Line:
    """A reason as a row of the outcome."""

    kind: str
    title: str
    sentence: str
    effect: str
    basis: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """A verdict on a made-up subject, ready for the page."""

    headline: str
    score_text: str
    grade: str
    word: str
    rank: int
    of: int
    lines: tuple[Line, ...]
    notes: tuple[str, ...]
    rests_on: int


def outcome(volume: Volume, tried: Tried) -> Outcome | None:
    """Return what the answers come to, None where there is no verdict."""
    if tried.verdict is None:
        return None
    rulebook, verdict = volume.rulebook, tried.verdict
    grades = [each.code for each in rulebook.grades]
    words = {each.code: each.word for each in rulebook.grades}
    code = verdict.grade or ""
    return Outcome(
        headline=headline(rulebook, verdict),
        score_text=verdict.score_text or "",
        grade=code,
        word=words.get(code, ""),
        rank=grades.index(code) + 1 if code in grades else 1,
        of=len(grades),
        lines=tuple(lines(verdict)),
        notes=tuple(notes(verdict)),
        rests_on=len(verdict.rests_on),
    )


def headline(rulebook: Rulebook, verdict: Verdict) -> str:
    """Return the outcome in one sentence."""
    if verdict.no_result and not verdict.grade:
        return NO_RESULT[verdict.no_result]
    if rulebook.kind == "list":
        since: date | None = verdict.candidate_since
        return f"{since} 起符合列入条件" if since else "不符合列入条件"
    score = f"得分 {verdict.score_text}" if verdict.score_text else "没有得分"
    if not rulebook.grades:
        return score
    return f"{score}，等级 {grade_word(rulebook, verdict.grade)}"


def lines(verdict: Verdict) -> Iterator[Line]:
    """Yield the reasons in their order."""
    for each in verdict.reasons:
        effect = ""
        if each.total and verdict.score is not None:
            effect = ("+" if each.total > 0 else "") + plain(each.total, 3)
        yield Line(KINDS[each.kind], each.title, sentence(each), effect, each.basis)


def notes(verdict: Verdict) -> Iterator[str]:
    """Yield what to look at, and which records do not count."""
    for notice in verdict.warnings:
        of = f"第 {notice.event} 条：" if notice.event else ""
        yield f"{of}{notice_sentence(notice)}"
    for ignored in verdict.ignored:
        yield f"第 {ignored.event} 条：{ignored_sentence(ignored)}"

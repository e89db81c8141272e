"""Holds the cells of a row against each other and against what the template asks for."""

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from xinlu.catalogue.outside import outside
from xinlu.collection.checking.cells import Wrong
from xinlu.collection.checking.conditions import Holds, Values, compile_condition, told_by
from xinlu.collection.checking.identities import wrong_of
from xinlu.collection.checking.language import Condition, Field, RowRule, SheetTemplate
from xinlu.collection.checking.reading import Cell
from xinlu.kernel import identifiers
from xinlu.kernel.identifiers import IdentifierError

Found = dict[str, Cell]
#: Puts what it finds wrong under the field's key.
Judge = Callable[[dict[str, str], Found], None]


class RowJudge:
    """What the cells of a sheet's rows must be to each other.

    The order matters: a cell that is refused is not held against others any more, and a field is
    not called missing because of a cell that is itself refused.
    """

    def __init__(self, sheet: SheetTemplate, positions: Mapping[str, int], as_of: date) -> None:
        """Compile the sheet's rules."""
        self._sheet = sheet
        self._positions = positions
        self._required = frozenset(each.key for each in sheet.fields if each.required)
        typed = [_typed(each, as_of) for each in sheet.fields if each.type]
        placed = [self._placed(each) for each in sheet.fields if each.placeholder]
        contradictions = [
            self._contradiction(each) for each in sheet.rules if each.rule == "contradiction"
        ]
        orders = [self._order(each) for each in sheet.rules if each.rule == "order"]
        parts = [self._part(each) for each in sheet.rules if each.rule == "part"]
        abouts = [_about(each, as_of) for each in sheet.fields if each.about]
        self._judges: list[Judge] = [
            *abouts,
            *typed,
            *contradictions,
            *placed,
            *orders,
            *parts,
        ]
        self._conditional = [
            (each.key, [(when, compile_condition(when)) for when in each.required_when])
            for each in sheet.fields
            if each.required_when
        ]

    def judge(self, values: dict[str, str], wrong: Found) -> None:
        """Add to `wrong` what the row's cells are to blame for together."""
        for judge in self._judges:
            judge(values, wrong)
        if not self._required <= values.keys():
            for key in self._required - values.keys() - wrong.keys():
                wrong[key] = self._found(key, Wrong("missing"))
        for key, conditions in self._conditional:
            if key in values or key in wrong:
                continue
            for when, holds in conditions:
                if holds(values) and wrong.keys().isdisjoint(when):
                    told = self._told(when, values)
                    wrong[key] = self._found(key, Wrong("missing-conditional", because=told))
                    break

    def _found(self, key: str, wrong: Wrong) -> Cell:
        return Cell(wrong, self._positions.get(key), None)

    def _told(self, when: Condition, values: Values) -> list[list[str]]:
        """Return the names and values of the fields because of which a rule applies."""
        by_key = self._sheet.field_by_key
        return [[by_key[key].name, value] for key, value in told_by(when, values)]

    def _contradiction(self, rule: RowRule) -> Judge:
        """Refuse a row of which the rule's condition holds."""
        holds = compile_condition(rule.when)

        def judge(values: dict[str, str], wrong: Found) -> None:
            if holds(values) and rule.column not in wrong and wrong.keys().isdisjoint(rule.when):
                told = self._told(rule.when, values)
                said = Wrong(rule.code, reason=rule.reason, because=told)
                wrong[rule.column] = self._found(rule.column, said)

        return judge

    def _order(self, rule: RowRule) -> Judge:
        """Refuse a row of which the first value is after the second."""
        names = [self._sheet.field_by_key[key].name for key in (rule.first, rule.then)]
        is_day = self._sheet.field_by_key[rule.first].kind == "date"
        read: Callable[[str], Any] = str if is_day else Decimal

        def judge(values: dict[str, str], wrong: Found) -> None:
            first, then = values.get(rule.first), values.get(rule.then)
            if first is None or then is None or read(first) <= read(then):
                return
            if rule.column not in wrong:
                said = Wrong(rule.code, reason="order", first=names[0], then=names[1])
                wrong[rule.column] = self._found(rule.column, said)

        return judge

    def _part(self, rule: RowRule) -> Judge:
        """Refuse a row whose number says another day than the row itself."""
        name = self._sheet.field_by_key[rule.first].name
        start = rule.at - 1

        def judge(values: dict[str, str], wrong: Found) -> None:
            number, day = values.get(rule.column), values.get(rule.first)
            if number is None or day is None or rule.column in wrong:
                return
            digits = day.replace("-", "")
            if number[start : start + len(digits)] != digits:
                said = Wrong(rule.code, reason=rule.reason, first=name, expected=digits)
                wrong[rule.column] = self._found(rule.column, said)

        return judge

    def _placed(self, field: Field) -> Judge:
        """Refuse the placeholder of a code where the condition for it does not hold."""
        holds: Holds = compile_condition(field.placeholder_when)
        key, placeholder, when = field.key, field.placeholder, field.placeholder_when

        def judge(values: dict[str, str], wrong: Found) -> None:
            if values.get(key) != placeholder or holds(values):
                return
            if values.keys() >= when.keys():
                wrong[key] = self._found(key, Wrong("identifier-check", reason="placeholder"))

        return judge


def _about(field: Field, as_of: date) -> Judge:
    """Refuse a row that is about what no catalogue lets anybody collect."""
    key = field.key

    def judge(values: dict[str, str], wrong: Found) -> None:
        if key in wrong or (found := outside(values.get(key, ""), as_of)) is None:
            return
        entry, word = found
        told = {"word": word, "matter": entry.title, "outside": entry.because}
        said = Wrong("outside-catalogue", **told)
        wrong[key] = Cell(said, None, None)

    return judge


def _typed(field: Field, as_of: date) -> Judge:
    """Check a number as a 公民身份号码 when the type says so, or it looks like one of no type.

    A `subject-number` of any other type is a 统一社会信用代码.
    """
    key, type_key, resident = field.key, field.type, field.resident_type
    is_of_subject = field.kind == "subject-number"

    def judge(values: dict[str, str], wrong: Found) -> None:
        number = values.get(key)
        if number is None or type_key in wrong:
            return
        document = values.get(type_key)
        is_resident = document == resident or (document is None and len(number) == _RESIDENT_LENGTH)
        if not is_resident and not is_of_subject:
            return
        try:
            values[key] = (
                identifiers.resident_id(number, as_of)
                if is_resident
                else identifiers.credit_code(number)
            )
        except IdentifierError as error:
            wrong[key] = Cell(wrong_of(error), None, None)

    return judge


_RESIDENT_LENGTH = 18

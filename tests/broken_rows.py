"""For every template: rows with which nothing is wrong, and rows broken in each of its rules."""

from collections.abc import Iterator
from typing import Any

from xinlu.collection.checking.language import Field, SheetTemplate
from xinlu.collection.templates import Template
from xinlu.collection.tests import checking_samples as samples

#: A row by field key, and the code for which it must be refused; "" where it may be taken.
Broken = tuple[dict[str, Any], str]
_TRADER = samples.TRADER
_VALUES = {
    "date": "2024-08-05",
    "year": 2024,
    "decimal": 1,
    "integer": 1,
    "credit-code": samples.FIRM,
    "practitioner": samples.DRIVER,
    "person-number": samples.PERSON,
    "plate": "渝X10001",
    "plate-colour": "黄",
}
_GOOD = {"penalty": samples.a_penalty, "permit": samples.a_permit}
_NUMBERS = {"decimal", "integer"}
_WRONG = {
    "year": ("24", "number"),
    "pattern": ("不成样子", "code-value"),
    **dict.fromkeys(("credit-code", "organisation-code", "plate", "plate-colour"), ("ILO123", "")),
}


def rows_of(template: Template) -> dict[str, list[Broken]]:
    """Return by sheet the good rows, then one row for every way in which a rule can be broken."""
    return {
        sheet.key: [(row, ""), *broken(sheet, row)]
        for sheet in template.sheets
        if (row := _GOOD.get(sheet.key, lambda sheet=sheet: made_up(sheet))())
    }


def made_up(sheet: SheetTemplate) -> dict[str, Any]:
    """Return a row whose required fields, and those that name somebody, have a value."""
    return {
        each.key: _value(each)
        for each in sheet.fields
        if each.required or each.kind in ("credit-code", "date", "year")
    }


def _value(each: Field) -> Any:
    if each.choices:
        return each.choices[0].value
    return _VALUES.get(each.kind, each.example or "示例")


def broken(sheet: SheetTemplate, row: dict[str, Any]) -> Iterator[Broken]:
    """Yield the row broken in each of the sheet's rules in turn."""
    for each in sheet.fields:
        for value, code in _wrong_values(each):
            yield {**row, each.key: value}, code
        if each.required or each.required_when:
            code = "missing" if each.required else ""
            yield {key: value for key, value in row.items() if key != each.key}, code
    for rule in sheet.rules:
        if rule.rule == "order":
            swapped = {rule.first: row.get(rule.then), rule.then: row.get(rule.first)}
            yield {**row, **swapped}, ""
    category = sheet.field_by_key.get("category")
    if category and any(choice.value == "自然人" for choice in category.choices):
        firm = row["credit_code"]
        for kind, number in (("自然人", firm), ("个体工商户", firm), ("法人及非法人组织", _TRADER)):
            yield {**row, "category": kind, "credit_code": number}, _sure(sheet, "category")
    yield dict(row), _sure(sheet, "duplicate") if sheet.unique_by else ""


def _sure(sheet: SheetTemplate, code: str) -> str:
    """Return the code where nothing else can be wrong with the row; made-up rows lack something."""
    return code if sheet.key in _GOOD else ""


def _wrong_values(each: Field) -> Iterator[tuple[Any, str]]:
    """Yield values that the field does not take, with the code that says so."""
    if each.kind == "date":
        yield from (("2024-13-40", "date"), ("去年", "date"))
        if each.not_in_future:
            yield "2998-01-01", "date-in-future"
    elif each.kind in _NUMBERS:
        yield from _wrong_numbers(each)
    elif each.choices:
        yield "没有这一项", "code-value"
    elif each.length and each.kind == "text":
        yield "长" * (each.length + 1), "length"
        if each.about:
            yield "驾驶机动车闯红灯", "outside-catalogue"
    elif each.kind in _WRONG:
        yield _WRONG[each.kind]


def _wrong_numbers(each: Field) -> Iterator[tuple[Any, str]]:
    yield from (("约三万", "number"), ("1.12345678", "number"))
    for bound, step in ((each.min, -1), (each.above, 0), (each.max, 1)):
        if bound is not None:
            yield float(bound) + step, "number"

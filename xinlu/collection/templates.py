"""Data templates (数据模板): which columns a file has, what a cell may hold, whom a row is about.

A template is a YAML file under `jurisdictions/*/templates/`; a new one needs no code. What each key
means is told in docs/templates.md. Reading is strict: a key that is not known is an error, because
a misspelt rule would otherwise silently not be applied.
"""

from collections.abc import Iterable, Mapping
from dataclasses import fields as fields_of
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

from xinlu.accounts import jurisdictions
from xinlu.collection.checking.language import (
    Choice,
    Condition,
    Field,
    Heading,
    LinkRule,
    Naming,
    Publicity,
    RowRule,
    SheetTemplate,
    SubjectKind,
    Template,
    Test,
)
from xinlu.collection.checking.readers import KINDS
from xinlu.kernel import crypto
from xinlu.kernel.yaml_files import parsed

__all__ = ["Field", "SheetTemplate", "Template", "codes", "load_template", "read_template"]


class TemplateError(Exception):
    """A template's file says something that cannot be meant; the message names place and remedy."""


class UnknownTemplate(LookupError):
    """No jurisdiction in force has a template of this code."""


@cache
def load_template(code: str) -> Template:
    """Return the template `code` of the jurisdiction in force, or raise `UnknownTemplate`."""
    path = jurisdictions.find("templates", f"{code}.yaml")
    if path is None:
        raise UnknownTemplate(f"There is no template '{code}'; there are: {', '.join(codes())}.")
    return read_template(path)


def codes() -> list[str]:
    """Return the codes of all templates of the jurisdiction in force."""
    return sorted(path.stem for path in jurisdictions.files("templates"))


def read_template(path: Path) -> Template:
    """Read a template's file strictly, or raise `TemplateError` naming the place."""
    raw = path.read_bytes()
    where = path.name
    said = _mapping(parsed(raw), where)
    year = _mapping(said.pop("year", {}), f"{where}: year")
    sheets = tuple(
        _sheet(each, f"{where}: sheet {number}")
        for number, each in enumerate(said.pop("sheets", []), 1)
    )
    if not sheets:
        raise TemplateError(f"{where}: a template needs at least one sheet under `sheets`.")
    for sheet in sheets:
        _refuse_unknown_fields(sheet, f"{where}: sheet {sheet.key}")
    made = {
        "sheets": sheets,
        "digest": crypto.sm3(raw).hex(),
        "year_from": tuple(year.get("from", ())),
        "year_field": year.get("field", ""),
    }
    return _make(Template, {**said, **made}, where)


T = TypeVar("T")


def _make(noun: type[T], said: Mapping[str, Any], where: str) -> T:
    """Build a noun, naming the keys it does not know and those it lacks."""
    known = {each.name for each in fields_of(noun)}  # type: ignore[arg-type]
    if unknown := sorted(set(said) - known):
        raise TemplateError(
            f"{where}: unknown key '{unknown[0]}'; known are {', '.join(sorted(known))}."
        )
    try:
        return noun(**said)
    except TypeError as lacking:
        raise TemplateError(f"{where}: {lacking}.") from None


def _mapping(said: Any, where: str) -> dict[str, Any]:
    if not isinstance(said, dict):
        raise TemplateError(f"{where}: expected keys and values, found {said!r}.")
    return dict(said)


def _texts(said: Any) -> tuple[str, ...]:
    """Return one text or a list of them as a tuple."""
    if said is None:
        return ()
    return tuple(map(str, said)) if isinstance(said, list) else (str(said),)


def _number(said: Any) -> Decimal | None:
    return None if said is None else Decimal(str(said))


def _sheet(said: Any, where: str) -> SheetTemplate:
    sheet = _mapping(said, where)
    where = f"{where} ({sheet.get('key', '?')})"
    subject = _mapping(sheet.pop("subject", {}), f"{where}: subject")
    unique = _mapping(sheet.pop("unique", {}), f"{where}: unique")
    authority = _mapping(sheet.pop("authority", {}), f"{where}: authority")
    opened = _openness(sheet.pop("openness", {}), where)
    made = {
        "fields": tuple(_field(each, where, opened) for each in sheet.pop("fields", [])),
        "aliases": _texts(sheet.pop("aliases", None)),
        "kinds": tuple(_kind(each, where) for each in subject.pop("kinds", [])),
        "subject_name": subject.pop("name", ""),
        "must_be_known": subject.pop("must_be_known", ""),
        "unique_by": _texts(unique.pop("by", None)),
        "unique_on": unique.pop("column", ""),
        "replaces": unique.pop("later", "") == "replaces",
        "authority_name": authority.pop("name", ""),
        "authority_code": authority.pop("code", ""),
        "links": tuple(_link(each, where) for each in sheet.pop("links", [])),
        "rules": tuple(_rule(each, where) for each in sheet.pop("rules", [])),
        "publicity": _publicity(sheet.pop("publicity", None), where),
    }
    for name, rest in (
        ("openness", opened),
        ("subject", subject),
        ("unique", unique),
        ("authority", authority),
    ):
        if rest:
            raise TemplateError(f"{where}: unknown key '{next(iter(rest))}' under {name}.")
    return _make(SheetTemplate, {**sheet, **made}, where)


#: Who may read a field, from anybody to nobody outside.
OPENNESS = ("public", "government", "authorised", "closed")


def _openness(said: Any, where: str) -> dict[str, str]:
    """Return the openness of fields by key, of those for which it is said."""
    opened: dict[str, str] = {}
    for level, keys in _mapping(said, f"{where}: openness").items():
        if level not in OPENNESS:
            raise TemplateError(f"{where}: openness is one of {', '.join(OPENNESS)}, not {level}.")
        for key in _texts(keys):
            if key in opened:
                raise TemplateError(f"{where}: openness of '{key}' is told twice.")
            opened[key] = level
    return opened


def _mask(said: Any, where: str) -> tuple[int, int] | None:
    if said is None:
        return None
    match said:
        case [int(left), int(right)] if left >= 0 and right >= 0:
            return left, right
    raise TemplateError(f"{where}: mask is [left, right], how many characters stay, not {said!r}.")


def _field(said: Any, where: str, opened: dict[str, str]) -> Field:
    told = _mapping(said, where)
    where = f"{where}: field {told.get('key', '?')}"
    if lacking := sorted({"key", "name"} - told.keys()):
        raise TemplateError(f"{where}: a field needs its '{lacking[0]}'.")
    if told.get("kind") not in KINDS:
        known = ", ".join(sorted(KINDS))
        raise TemplateError(f"{where}: kind {told.get('kind')!r} is not known; there are {known}.")
    need = told.pop("need", "optional")
    if need not in ("required", "optional") and not isinstance(need, dict):
        raise TemplateError(f"{where}: need is required, optional or {{when: […]}}, not {need!r}.")
    placeholder = _mapping(told.pop("placeholder", {}), where)
    made: dict[str, Any] = {
        "headings": tuple(_headings(told, where)),
        "required": need == "required",
        "required_when": tuple(
            _condition(each, where) for each in (need["when"] if isinstance(need, dict) else ())
        ),
        "choices": tuple(_choice(each, where) for each in told.pop("choices", [])),
        "separators": _texts(told.pop("separators", None)),
        "placeholder": placeholder.get("value", ""),
        "placeholder_when": _condition(placeholder.get("when", {}), where),
        "mask": _mask(told.pop("mask", None), where),
        "openness": opened.pop(told["key"], "authorised" if told.get("secret") else "government"),
        "words": {str(word): str(value) for word, value in told.pop("words", {}).items()},
    }
    for bound in ("min", "max", "above"):
        made[bound] = _number(told.pop(bound, None))
    for spent in ("aliases", "old_codes", "scaled", "implied_by"):
        told.pop(spent, None)
    return _make(Field, {**told, **made}, where)


def _headings(told: Mapping[str, Any], where: str) -> Iterable[Heading]:
    """Yield all texts by which a field's column is known, by slot."""
    key = told["key"]
    for text in (told["name"], told.get("code"), *_texts(told.get("aliases"))):
        if text:
            yield Heading(str(text), key)
    for text in _texts(told.get("old_codes")):
        # Several old columns may hold one field together, as CF_CFLB1 and CF_CFLB2 do.
        yield Heading(text, f"{key} {text}" if told["kind"] == "choices" else key)
    for each in told.get("scaled", []):
        yield Heading(each["name"], f"{key} {each['name']}", factor=_number(each["factor"]))
    for each in told.get("implied_by", []):
        yield Heading(each["code"], f"{key} {each['code']}", implies=dict(each["implies"]))


def _choice(said: Any, where: str) -> Choice:
    told = _mapping(said, where)
    opened = {True: "may", "required": "must"}.get(told.pop("open", False), "")
    made = {"aliases": _texts(told.pop("aliases", None)), "open": opened}
    return _make(Choice, {**told, **made}, where)


def _kind(said: Any, where: str) -> SubjectKind:
    told = _mapping(said, f"{where}: subject")
    made = {
        "by": tuple(_naming(each, where) for each in told.pop("by", [])),
        "also": tuple(_naming(each, where) for each in told.pop("also", [])),
        "when": _condition(told.pop("when", {}), where),
    }
    return _make(SubjectKind, {**told, **made}, f"{where}: subject")


def _naming(said: Any, where: str) -> Naming:
    told = _mapping(said, f"{where}: subject")
    return _make(Naming, {**told, "when": _condition(told.pop("when", {}), where)}, where)


def _link(said: Any, where: str) -> LinkRule:
    told = _mapping(said, f"{where}: links")
    kinds = tuple(_kind(each, where) for each in told.pop("kinds", []))
    return _make(LinkRule, {**told, "kinds": kinds}, f"{where}: links")


def _rule(said: Any, where: str) -> RowRule:
    told = _mapping(said, f"{where}: rules")
    return _make(RowRule, {**told, "when": _condition(told.pop("when", {}), where)}, where)


def _publicity(said: Any, where: str) -> Publicity | None:
    if said is None:
        return None
    told = _make(Publicity, _mapping(said, f"{where}: publicity"), f"{where}: publicity")
    if told.tells not in ("sent", "registered", "received"):
        raise TemplateError(f"{where}: publicity tells sent, registered or received.")
    return told


def _condition(said: Any, where: str) -> Condition:
    """Read a condition: a field's value or values, or tests of it by name."""
    return {key: _test(asked, where) for key, asked in _mapping(said, where).items()}


def _test(asked: Any, where: str) -> Test:
    if not isinstance(asked, dict):
        return Test(equals=frozenset(_texts(asked)))
    made = {
        **asked,
        "has": frozenset(_texts(asked.get("has"))),
        "prefix": _texts(asked.get("prefix")),
        "prefix_not": _texts(asked.get("prefix_not")),
        "above": _number(asked.get("above")),
    }
    return _make(Test, made, where)


def _refuse_unknown_fields(sheet: SheetTemplate, where: str) -> None:
    """Refuse a sheet that speaks of a field it does not have, or has one twice."""
    keys = [each.key for each in sheet.fields]
    if doubled := {key for key in keys if keys.count(key) > 1}:
        raise TemplateError(f"{where}: field '{sorted(doubled)[0]}' is there twice.")
    spoken = set(sheet.spoken_fields()) - {"", "subject", "year", "all"}
    if unknown := sorted(spoken - set(keys)):
        raise TemplateError(
            f"{where}: there is no field '{unknown[0]}'; there are {', '.join(keys)}."
        )

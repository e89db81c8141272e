"""The fields of a template as a phone asks for them: which keyboard, which choices, what is known.

What a value must be is not said here: the row is checked where every row is.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from django.http import QueryDict

from xinlu.collection.checking.language import Field, SheetTemplate
from xinlu.exchange.knowing import Known
from xinlu.kernel.identifiers.plates import PLATE_COLOUR_CODES

#: Before the key of a field, so that none is taken for something else that a form sends.
PREFIX: Final = "f_"
#: After it, for the part of a value that is filled in beside: 长期, or what 其他 is.
MORE: Final = "_more"
#: A text that may be so long is asked for in several lines.
_LONG: Final = 500
_TYPED: Final = {"decimal": "decimal", "integer": "numeric", "year": "numeric"}
#: Kinds that are written in capitals and digits.
_CODES: Final = {
    "credit-code",
    "organisation-code",
    "person-number",
    "resident-id",
    "practitioner",
    "plate",
    "operating-licence",
    "transport-certificate",
}


@dataclass(frozen=True, slots=True)
class Input:
    """One field of the form; `widget` is text, area, date, choice or choices."""

    name: str
    label: str
    widget: str
    value: str
    #: Of a choice: value, words, and whether it is chosen.
    options: tuple[tuple[str, str, bool], ...] = ()
    #: Words that stand for a date, or "text" where a choice may be made more precise.
    more: tuple[str, ...] = ()
    more_value: str = ""
    keyboard: str = ""
    is_code: bool = False
    is_secret: bool = False
    is_required: bool = False
    length: int = 0
    hint: str = ""
    known: Known | None = None
    errors: tuple[str, ...] = ()


@dataclass(slots=True)
class Group:
    """Fields that stand together; those that need not be filled in are folded away."""

    key: str
    title: str
    inputs: list[Input] = field(default_factory=list)
    is_folded: bool = False


def values_of(sheet: SheetTemplate, posted: QueryDict) -> dict[str, str]:
    """Return the values by field key as the checked row takes them."""
    return {each.key: _value_of(each, posted) for each in sheet.fields}


def _value_of(each: Field, posted: QueryDict) -> str:
    name = f"{PREFIX}{each.key}"
    told = [value.strip() for value in posted.getlist(name) if value.strip()]
    more = posted.get(f"{name}{MORE}", "").strip()
    if each.words:
        return more or (told[0] if told else "")
    if more and told:
        opened = [choice.value for choice in each.choices if choice.open]
        told = [f"{value}-{more}" if value in opened else value for value in told]
    return (each.separators or (";",))[0].join(told)


def groups_of(
    sheet: SheetTemplate,
    known: Mapping[str, Known],
    posted: QueryDict | None,
    errors: Mapping[str, list[str]],
) -> list[Group]:
    """Return the fields in groups: the subject, what must be there, what may have to, the rest."""
    groups = {
        "subject": Group("subject", "对象"),
        "required": Group("required", "必填"),
        "depends": Group("depends", "视情况必填"),
        "optional": Group("optional", "选填", is_folded=True),
    }
    subject = set(_keys_of_subject(sheet))
    for each in sheet.fields:
        shown = _input(each, known.get(each.key), posted, tuple(errors.get(each.name, ())))
        groups[_group_of(each, subject)].inputs.append(shown)
        if shown.errors or (posted and shown.value):
            groups[_group_of(each, subject)].is_folded = False
    return [group for group in groups.values() if group.inputs]


def _group_of(each: Field, subject: set[str]) -> str:
    if each.key in subject:
        return "subject"
    if each.required:
        return "required"
    return "depends" if each.required_when else "optional"


def _keys_of_subject(sheet: SheetTemplate) -> Iterator[str]:
    yield sheet.subject_name
    for kind in sheet.kinds:
        yield from (kind.through, *kind.when)
        for naming in (*kind.by, *kind.also):
            yield from (naming.field, naming.qualified_by, naming.joined_with)


def _input(
    each: Field, known: Known | None, posted: QueryDict | None, errors: tuple[str, ...]
) -> Input:
    name = f"{PREFIX}{each.key}"
    given = posted.getlist(name) if posted is not None else [known.value] if known else []
    value = given[0] if given else ""
    return Input(
        name=name,
        label=each.name,
        widget=_widget(each),
        value=value,
        options=tuple((option, told, option in given) for option, told in _options(each)),
        more=tuple(each.words)[:1] or (("text",) if any(c.open for c in each.choices) else ()),
        more_value=posted.get(f"{name}{MORE}", "") if posted is not None else "",
        keyboard=_TYPED.get(each.kind, ""),
        is_code=each.kind in _CODES,
        is_secret=each.secret,
        is_required=each.required,
        length=each.length,
        hint=_hint(each),
        known=known,
        errors=errors,
    )


def _widget(each: Field) -> str:
    if each.kind in ("date", "choices"):
        return each.kind
    if each.kind == "choice" or each.kind == "plate-colour":
        return "choice"
    return "area" if each.length >= _LONG else "text"


def _options(each: Field) -> Iterator[tuple[str, str]]:
    if each.kind == "plate-colour":
        yield from ((colour, colour) for colour in PLATE_COLOUR_CODES)
    for choice in each.choices:
        is_number = choice.value.isdigit() and choice.aliases
        yield choice.value, f"{choice.value} {choice.aliases[0]}" if is_number else choice.value


def _hint(each: Field) -> str:
    parts = [f"单位：{each.unit}" if each.unit and each.unit not in each.name else ""]
    parts.append(f"如 {each.example}" if each.example else "")
    parts.append("照证件录入，不预填" if each.secret else "")
    return "；".join(part for part in parts if part)

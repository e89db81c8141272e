"""公开范围 and 脱敏, field by field: what of a record each audience reads. All faces ask here."""

from collections.abc import Iterator
from enum import StrEnum
from typing import Any, Final

from xinlu.collection.checking.language import Field
from xinlu.collection.covering import text_of
from xinlu.collection.models import Record
from xinlu.collection.templates import load_template


class Audience(StrEnum):
    """Who reads: anybody, another agency, whoever is authorised, the subject, or the offices."""

    PUBLIC = "社会公众"
    SHARING = "政务共享单位"
    QUERY = "经授权的查询人"
    OWN = "本人（本单位）"
    OFFICE = "归集和办理单位"


#: What each audience reads, by the openness of fields. The subject reads all that is kept of it.
READ: Final[dict[Audience, frozenset[str]]] = {
    Audience.PUBLIC: frozenset({"public"}),
    Audience.SHARING: frozenset({"public", "government"}),
    Audience.QUERY: frozenset({"public", "government", "authorised"}),
    Audience.OWN: frozenset({"public", "government", "authorised", "closed"}),
    Audience.OFFICE: frozenset({"public", "government", "authorised", "closed"}),
}
TITLES: Final = {
    "public": "社会公开",
    "government": "政务共享",
    "authorised": "授权查询",
    "closed": "不公开",
}


def may_read(field: Field, audience: Audience) -> bool:
    """Say whether the audience reads the field at all; a number of a person stays masked."""
    return field.openness in READ[audience]


def fields_for(record: Record, audience: Audience) -> Iterator[tuple[Field, str]]:
    """Yield the fields that hold something and that the audience reads, numbers masked."""
    sheet = load_template(record.template).sheet(record.sheet)
    for field in sheet.fields:
        value: Any = record.values.get(field.key)
        if value not in (None, "") and may_read(field, audience):
            yield field, text_of(value)


def values_for(record: Record, audience: Audience) -> dict[str, str]:
    """Return what the audience reads of the record, by field key."""
    return {field.key: text for field, text in fields_for(record, audience)}

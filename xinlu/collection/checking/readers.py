"""The kinds of fields a template may name, and the readers made of them.

A reader is compiled once for a column and called for every row, so it remembers what it has read:
authority names, dates and lists repeat from row to row.
"""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any, Final

from xinlu.collection.checking import amounts, cells, choices, identities
from xinlu.collection.checking.cells import Kind, Reader, Wrong
from xinlu.collection.checking.identities import identifier
from xinlu.collection.checking.language import Field
from xinlu.kernel import identifiers

KINDS: Final[Mapping[str, Kind]] = {
    "text": cells.words,
    "code": cells.coded,
    "pattern": cells.coded,
    "person-number": cells.coded,
    "credit-code": identities.credit_code,
    "commitment-code": identifier(identifiers.commitment_code),
    "subject-number": cells.coded,
    "organisation-code": identifier(identifiers.organisation_code),
    "resident-id": identities.resident_id,
    "practitioner": identifier(identifiers.practitioner_licence),
    "plate": identifier(identifiers.plate),
    "plate-colour": identifier(identifiers.plate_colour, "code-value"),
    "operating-licence": identifier(identifiers.operating_licence),
    "transport-certificate": identifier(identifiers.transport_certificate),
    "date": amounts.day,
    "decimal": amounts.decimal,
    "integer": amounts.decimal,
    "year": amounts.year,
    "choice": choices.choice,
    "choices": choices.choices,
}

_REMEMBERED: Final = 4096


def compile_reader(field: Field, as_of: date, factor: Decimal | None = None) -> Reader:
    """Return the reader of a field's column; numbers are multiplied by `factor`."""
    return remembering_reader(field, as_of, factor)[0]


def remembering_reader(
    field: Field, as_of: date, factor: Decimal | None = None
) -> tuple[Reader, dict[Any, str | Wrong]]:
    """Return the reader of a column and what it remembers, which a caller in haste looks up first.

    Only cells of words may be looked up: TRUE and FALSE are equal to 1 and 0.
    """
    read = KINDS[field.kind](field, as_of, factor)
    known: dict[Any, str | Wrong] = {}
    remembered = known.get

    def reader(cell: Any) -> str | Wrong:
        if cell is True or cell is False:
            return read("TRUE" if cell else "FALSE")
        found = remembered(cell)
        if found is None:
            found = read(cell)
            if len(known) < _REMEMBERED:
                known[cell] = found
        return found

    return reader, known

"""Slips of the pen: what clerks get wrong in a row, so that it comes back to them."""

from collections.abc import Callable
from datetime import date
from random import Random

from xinlu.desk.demo.deeds import Row

Slip = Callable[[Random, Row], Row]


def _letter_for_nought(rng: Random, row: Row) -> Row:
    code = str(row["credit_code"])
    return row | {"credit_code": code[:8] + code[8:].replace("0", "O", 1)}


def _digits_swapped(rng: Random, row: Row) -> Row:
    code = str(row["credit_code"])
    at = next(n for n in range(9, 17) if code[n] != code[n + 1])
    return row | {"credit_code": code[:at] + code[at + 1] + code[at] + code[at + 2 :]}


def _century(rng: Random, row: Row) -> Row:
    day: date = row["decided_on"]
    return row | {"decided_on": day.replace(year=day.year + 40, day=min(day.day, 28))}


def _no_such_day(rng: Random, row: Row) -> Row:
    day: date = row["decided_on"]
    return row | {"decided_on": f"{day.year}-02-30"}


def _left_out(key: str) -> Slip:
    def slip(rng: Random, row: Row) -> Row:
        return row | {key: ""}

    return slip


def _fine_in_words(rng: Random, row: Row) -> Row:
    return row | {"fine": "三千元"}


def _person_with_code(rng: Random, row: Row) -> Row:
    return row | {"category": "自然人"}


def _id_cut_short(rng: Random, row: Row) -> Row:
    return row | {"id_number": str(row["id_number"])[:-2]}


def _licence_mistyped(rng: Random, row: Row) -> Row:
    licence = str(row["licence"])
    return row | {"licence": f"{licence[:16]}{(int(licence[16]) + 3) % 10}{licence[17]}"}


def _wrong_points(rng: Random, row: Row) -> Row:
    return row | {"points": "两分"}


def _plate_mistyped(rng: Random, row: Row) -> Row:
    return row | {"plate": str(row["plate"]).replace("渝", "")}


def _no_colour(rng: Random, row: Row) -> Row:
    return row | {"plate_colour": rng.choice(("", "紫"))}


#: What may go wrong in a file of a template, where the row has the fields named.
_SLIPS: dict[str, list[tuple[tuple[str, ...], Slip]]] = {
    "penalty": [
        (("credit_code",), _letter_for_nought),
        (("credit_code",), _digits_swapped),
        (("decided_on",), _century),
        (("decided_on",), _no_such_day),
        (("fine",), _left_out("fine")),
        (("fine",), _fine_in_words),
        (("credit_code",), _person_with_code),
        (("id_number",), _id_cut_short),
        (("legal_representative",), _left_out("legal_representative")),
        (("legal_basis",), _left_out("legal_basis")),
    ],
    "permit": [
        (("credit_code",), _digits_swapped),
        (("decided_on",), _century),
        (("permit_content",), _left_out("permit_content")),
        (("legal_representative",), _left_out("legal_representative")),
    ],
    "overload": [
        (("plate",), _plate_mistyped),
        (("plate",), _no_colour),
        (("decided_on",), _century),
    ],
    "driver-points": [(("licence",), _licence_mistyped), (("points",), _wrong_points)],
    "driver": [(("licence",), _licence_mistyped), (("first_issued",), _left_out("first_issued"))],
    "vehicle": [(("plate",), _plate_mistyped), (("plate",), _no_colour)],
    "firm-year": [
        (("credit_code",), _digits_swapped),
        (("drivers",), _left_out("drivers")),
        (("complaints",), _left_out("complaints")),
    ],
}


def mistyped(rng: Random, template: str, row: Row) -> Row:
    """Return the row with one slip that the check refuses."""
    possible = [slip for needs, slip in _SLIPS[template] if all(row.get(key) for key in needs)]
    return rng.choice(possible)(rng, row)

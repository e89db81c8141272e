"""Vectors U1-8, N1-6, V1-6 and B1-5 of the sheet of facts, each by its name."""

from collections.abc import Callable

import pytest

from xinlu.kernel import identifiers as ids
from xinlu.kernel.identifiers import IdentifierError

#: The check, what is given, and the normal form, or why it is refused.
VECTORS: dict[str, tuple[Callable[[str], str], str, str]] = {
    "U1": (ids.credit_code, "91320100748204660Q", "91320100748204660Q"),
    "U2": (ids.credit_code, "11320100MB1886843H", "11320100MB1886843H"),
    "U3": (ids.credit_code, "91500112MA5TERT076", "91500112MA5TERT076"),
    "U4": (ids.credit_code, "92500103MA5XYY127X", "92500103MA5XYY127X"),
    "U5": (ids.credit_code, "91500112MA5TERT067", "refused: check"),
    "U6": (ids.credit_code, "9150O112MA5TERT076", "refused: alphabet"),
    "U7": (ids.credit_code, "91320100748204660q", "91320100748204660Q"),
    "U8": (ids.credit_code, "00000000000000000X", "refused: check"),
    "N1": (ids.resident_id, "11010519491231002X", "11010519491231002X"),
    "N2": (ids.resident_id, "440524188001010014", "440524188001010014"),
    "N3": (ids.resident_id, "500101199001010018", "500101199001010018"),
    "N4": (ids.resident_id, "500101199002300017", "refused: date"),
    "N5": (ids.resident_id, "510202197506304569", "510202197506304569"),
    "N6": (ids.resident_id, "510202750630456", "510202197506304569"),
    "V1": (ids.plate, "渝A12345", "渝A12345"),
    "V2": (ids.plate, "渝B1234挂", "渝B1234挂"),
    "V3": (ids.plate, "渝AD12345", "渝AD12345"),
    "V4": (ids.plate, "渝A12345D", "渝A12345D"),
    "V5": (ids.plate, "渝AF1A234", "refused: shape"),
    "V6, letter O": (ids.plate, "渝AO1234", "refused: alphabet"),
    "V6, letter I": (ids.plate, "渝I12345", "refused: alphabet"),
    "V6, too short": (ids.plate, "渝A1234", "refused: length"),
    "B1": (ids.ship_id, "CN20181234567", "CN20181234567"),
    "B2": (ids.ship_id, "CN2018123456", "refused: length"),
    "B3": (ids.mmsi, "413012345", "413012345"),
    "B4": (ids.mmsi, "477123456", "477123456"),
    "B5, valid": (ids.imo, "IMO 9074729", "9074729"),
    "B5, wrong check": (ids.imo, "9074728", "refused: check"),
}


@pytest.mark.parametrize(("check", "given", "expected"), VECTORS.values(), ids=[*VECTORS])
def test_an_identifier_is_taken_or_refused(check, given, expected):
    try:
        found = check(given)
    except IdentifierError as refused:
        found = f"refused: {refused.reason}"

    assert found == expected


def test_u8_is_known_as_the_placeholder():
    assert ids.is_placeholder_code("00000000000000000X")


@pytest.mark.parametrize(
    ("number", "is_mainland"), [("413012345", True), ("477123456", False)], ids=["B3", "B4"]
)
def test_an_mmsi_tells_whether_its_ship_is_of_the_mainland(number, is_mainland):
    assert ids.is_mainland_mmsi(number) is is_mainland

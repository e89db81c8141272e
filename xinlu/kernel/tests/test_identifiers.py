"""Vectors U1-8, N1-6, V1-6, X2-3 and B1-5 of the sheet of facts, and properties around them."""

import random
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum.cn import uscc

from xinlu.kernel import identifiers as ids
from xinlu.kernel.identifiers import IdentifierError

CREDIT = "0123456789ABCDEFGHJKLMNPQRTUWXY"


def reason_of(check, text: str) -> str:
    """Return why `check` refuses `text`; fail if it does not."""
    with pytest.raises(IdentifierError) as refused:
        check(text)
    return refused.value.reason


@st.composite
def credit_codes(draw) -> str:
    """Codes of any registrar, division and body, with both checks computed the slow way."""
    head = draw(st.sampled_from(["91", "92", "93", "11", "12", "51", "N1", "Y1"]))
    division = draw(st.from_regex(r"[1-8][0-9]{5}", fullmatch=True))
    body = draw(st.text(CREDIT, min_size=8, max_size=8))
    weights = [3, 7, 9, 10, 5, 8, 4, 2]
    total = sum(int(c, 36) * w for c, w in zip(body, weights, strict=True))
    inner = "0123456789X0"[11 - total % 11]
    code = head + division + body + inner
    total = sum(CREDIT.index(c) * pow(3, at, 31) for at, c in enumerate(code))
    return code + CREDIT[(31 - total) % 31]


@pytest.mark.parametrize(
    "code",
    ["91320100748204660Q", "11320100MB1886843H", "91500112MA5TERT076", "92500103MA5XYY127X"],
)
def test_a_credit_code_whose_checks_hold_is_returned_as_it_is(code):
    assert ids.credit_code(code) == code


@pytest.mark.parametrize(
    ("code", "reason"),
    [
        ("91500112MA5TERT067", "check"),
        ("9150O112MA5TERT076", "alphabet"),
        ("00000000000000000X", "check"),
        ("91500112MA5TERT07", "length"),
        ("91500112MA5TERT0766", "length"),
        ("", "length"),
        ("915001A2MA5TERT076", "shape"),
    ],
)
def test_a_credit_code_that_is_wrong_says_why(code, reason):
    assert reason_of(ids.credit_code, code) == reason


def test_a_credit_code_of_lower_case_full_width_and_blanks_is_made_normal():
    typed = [
        "91320100748204660q",
        " 9132 0100 7482 0466 0Q\u00a0",
        "９１３２０１００７４８２０４６６０Ｑ",
    ]

    assert {ids.credit_code(code) for code in typed} == {"91320100748204660Q"}


def test_a_credit_code_is_refused_when_only_the_code_inside_is_wrong():
    body = "91500112MA5TERT08"
    total = sum(CREDIT.index(c) * pow(3, at, 31) for at, c in enumerate(body))
    code = body + CREDIT[(31 - total) % 31]

    with pytest.raises(IdentifierError) as refused:
        ids.credit_code(code)

    assert refused.value.kind == "credit-code"
    assert refused.value.reason == "inner-check"
    assert refused.value.params == {"expected": "7", "position": 17}


def test_a_wrong_check_character_says_what_was_expected_and_never_repeats_the_code():
    with pytest.raises(IdentifierError, match=r"position 18\) should be Q") as refused:
        ids.credit_code("91320100748204660A")

    assert refused.value.params == {"expected": "Q", "position": 18}
    assert "748204660" not in str(refused.value)


@given(credit_codes())
def test_every_code_made_by_the_standard_is_taken(code):
    assert ids.credit_code(code) == code
    assert ids.credit_code_division(code) == code[2:8]
    assert ids.organisation_code(code[8:17]) == code[8:17]


@given(credit_codes(), st.integers(0, 17), st.sampled_from(CREDIT))
def test_no_single_character_of_a_credit_code_can_be_wrong_unseen(code, at, other):
    changed = code[:at] + other + code[at + 1 :]

    if changed != code:
        with pytest.raises(IdentifierError):
            ids.credit_code(changed)


def test_the_outer_check_agrees_with_stdnum_on_two_thousand_random_codes():
    chance = random.Random(20241124)
    codes = [
        "".join(chance.choices("0123456789", k=8) + chance.choices(CREDIT, k=9))
        for _ in range(2000)
    ]
    both = [code + uscc.calc_check_digit(code) for code in codes] + [code + "7" for code in codes]

    for code in both:
        try:
            ids.credit_code(code)
        except IdentifierError as refused:
            agreed = uscc.is_valid(code) == (refused.reason == "inner-check")
        else:
            agreed = uscc.is_valid(code)
        assert agreed, code


def test_only_seventeen_noughts_and_x_is_the_placeholder():
    assert ids.is_placeholder_code("00000000000000000x ")
    assert not ids.is_placeholder_code("000000000000000000")
    assert not ids.is_placeholder_code("91320100748204660Q")


def test_an_organisation_code_is_taken_with_or_without_its_hyphen():
    assert ids.organisation_code("74820466-0") == "748204660"
    assert reason_of(ids.organisation_code, "748204661") == "check"
    assert reason_of(ids.organisation_code, "7482046") == "length"
    assert reason_of(ids.organisation_code, "74820466A") == "shape"


@pytest.mark.parametrize(
    "number",
    ["11010519491231002X", "440524188001010014", "500101199001010018", "510202197506304569"],
)
def test_a_resident_number_with_a_real_date_is_returned_as_it_is(number):
    assert ids.resident_id(number) == number


@pytest.mark.parametrize(
    ("number", "reason"),
    [
        ("500101199002300017", "date"),
        ("500101002401010018", "date"),
        ("500101199001010019", "check"),
        ("50010119900101001", "length"),
        ("5001011990X1010018", "shape"),
        ("50010119900101001O", "alphabet"),
        ("５００１０１１９９００１０１００1９", "check"),
        ("510202751330456", "date"),
    ],
)
def test_a_resident_number_that_is_wrong_says_why(number, reason):
    assert reason_of(ids.resident_id, number) == reason


def test_a_legacy_number_of_fifteen_digits_gets_its_century_and_check():
    assert ids.resident_id("510202750630456") == "510202197506304569"


def test_a_birth_in_the_future_is_refused_when_today_is_given():
    born = "500101202411240001"
    number = next(n for c in "0123456789X" if (n := born[:17] + c) and taken(n))

    assert ids.resident_id(number, date(2024, 11, 24)) == number
    with pytest.raises(IdentifierError):
        ids.resident_id(number, date(2024, 11, 23))


def taken(number: str) -> bool:
    try:
        return bool(ids.resident_id(number))
    except IdentifierError:
        return False


def test_the_day_of_birth_is_read_from_the_number():
    assert ids.resident_id_birth("11010519491231002x") == date(1949, 12, 31)
    assert ids.resident_id_birth("510202750630456") == date(1975, 6, 30)


@given(
    st.from_regex(r"[1-9][0-9]{5}", fullmatch=True), st.dates(date(1900, 1, 1), date(2024, 1, 1))
)
def test_exactly_one_check_character_completes_a_resident_number(division, birth):
    body = f"{division}{birth:%Y%m%d}000"

    assert sum(taken(body + check) for check in "0123456789X") == 1


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("渝A12345", "渝A12345"),
        ("渝B1234挂", "渝B1234挂"),
        ("渝AD12345", "渝AD12345"),
        ("渝A12345D", "渝A12345D"),
        ("渝a·12345", "渝A12345"),
        ("渝Ａ １２３４５", "渝A12345"),
        ("粤Z1234港", "粤Z1234港"),
    ],
)
def test_a_plate_is_returned_in_its_normal_form(typed, number):
    assert ids.plate(typed) == number


@pytest.mark.parametrize(
    ("typed", "reason"),
    [
        ("渝AF1A234", "shape"),
        ("渝AO1234", "alphabet"),
        ("渝I12345", "alphabet"),
        ("渝A1234", "length"),
        ("A12345", "prefix"),
        ("", "prefix"),
        ("渝挂12345", "shape"),
    ],
)
def test_a_plate_that_is_wrong_says_why(typed, reason):
    assert reason_of(ids.plate, typed) == reason


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("蓝色", "蓝"),
        ("蓝牌", "蓝"),
        ("黄色号牌", "黄"),
        ("渐变绿", "渐变绿"),
        ("绿渐变", "渐变绿"),
        ("渐变绿色", "渐变绿"),
        ("黄绿双拼", "黄绿"),
        ("绿色", "绿"),
        ("1", "蓝"),
        ("９４", "渐变绿"),
        ("其他", "其他"),
    ],
)
def test_a_plate_colour_is_read_from_its_names_and_codes(typed, name):
    assert ids.plate_colour(typed) == name


@pytest.mark.parametrize("typed", ["", "红", "6", "新能源", "蓝黄", "色"])
def test_a_plate_colour_that_is_not_in_the_standard_is_refused(typed):
    assert reason_of(ids.plate_colour, typed) == "colour"


def test_every_colour_is_read_back_from_its_own_code():
    for name, code in ids.PLATE_COLOUR_CODES.items():
        assert ids.plate_colour(str(code)) == ids.plate_colour(name) == name


def test_gradient_green_is_94_also_when_the_toll_system_says_4():
    assert ids.PLATE_COLOUR_CODES[ids.plate_colour("渐变绿")] == 94
    assert ids.PLATE_COLOUR_CODES[ids.toll_plate_colour("4")] == 94
    assert ids.toll_plate_colour(0) == "蓝"
    assert reason_of(ids.toll_plate_colour, "94") == "colour"


def test_a_ship_number_has_eleven_digits_after_cn():
    assert ids.ship_id("cn20181234567") == "CN20181234567"
    assert reason_of(ids.ship_id, "CN2018123456") == "length"
    assert reason_of(ids.ship_id, "2018123456712") == "shape"


def test_an_mmsi_tells_whether_its_ship_is_of_the_mainland():
    assert ids.is_mainland_mmsi(ids.mmsi("413012345"))
    assert not ids.is_mainland_mmsi(ids.mmsi("477123456"))
    assert reason_of(ids.mmsi, "913012345") == "shape"


def test_an_imo_number_has_a_check_digit():
    assert ids.imo("IMO 9074729") == "9074729"
    assert reason_of(ids.imo, "9074728") == "check"
    assert reason_of(ids.imo, "907472") == "length"
    assert reason_of(ids.imo, "907472X") == "alphabet"


def test_licence_numbers_are_taken_out_of_their_printed_text():
    assert ids.operating_licence("渝交运管许可渝字500112000001号") == "500112000001"
    assert ids.operating_licence("５００１１２０００００１") == "500112000001"
    assert reason_of(ids.operating_licence, "50011200000") == "length"
    assert reason_of(ids.operating_licence, "示例") == "shape"
    assert ids.transport_certificate("500112000001") == "500112000001"
    assert reason_of(ids.transport_certificate, "5" * 21) == "length"


def test_a_practitioner_licence_shaped_like_a_resident_number_must_be_one():
    assert ids.practitioner_licence("500101199001010018") == "500101199001010018"
    assert ids.practitioner_licence("11010519491231002x") == "11010519491231002X"
    assert reason_of(ids.practitioner_licence, "500101199001010019") == "check"
    assert reason_of(ids.practitioner_licence, "500101199002300017") == "date"
    assert reason_of(ids.practitioner_licence, "500112000000000000") == "date"


def test_other_practitioner_licences_are_letters_and_digits():
    assert ids.practitioner_licence("5001011990010100181") == "5001011990010100181"
    assert ids.practitioner_licence("yz500123") == "YZ500123"
    assert reason_of(ids.practitioner_licence, "50012") == "shape"
    assert reason_of(ids.practitioner_licence, "渝500123") == "shape"


@given(st.text(max_size=24))
def test_any_text_whatever_is_either_taken_in_normal_form_or_refused(text):
    checks = [ids.credit_code, ids.resident_id, ids.plate, ids.plate_colour, ids.imo, ids.mmsi]
    checks += [ids.ship_id, ids.operating_licence, ids.practitioner_licence, ids.organisation_code]

    for check in checks:
        try:
            normal = check(text)
        except IdentifierError:
            continue
        assert check(normal) == normal

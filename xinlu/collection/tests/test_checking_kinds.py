import pytest

from xinlu.collection.tests.checking_samples import DRIVER, FIRM, a_permit, checked, refused


def the(template, cells):
    [row] = checked(template, cells)
    return row


@pytest.mark.parametrize(
    ("changes", "code", "key"),
    [
        ({"permit_kinds": "其他"}, "code-value", "permit_kinds"),
        ({"valid_from": "2031-01-01"}, "date", "valid_until"),
        ({"state": 3}, "code-value", "state"),
        ({"document_number": "示" * 65}, "length", "document_number"),
    ],
)
def test_a_permit_is_refused_for_one_wrong_cell(changes, code, key):
    assert refused(the("permit", a_permit(**changes))) == [(code, key)]


@pytest.mark.parametrize("kind", ["普通", "01", "其他-补办", "普通;登记"])
def test_a_permit_of_every_kind_is_accepted(kind):
    assert the("permit", a_permit(permit_kinds=kind)).is_accepted


@pytest.mark.parametrize("state", [1, "１", "1.0", "有效"])
def test_the_state_of_a_permit_is_read_however_its_number_is_exported(state):
    assert the("permit", a_permit(state=state)).values["state"] == "1"


def test_permits_of_one_document_differ_by_their_number():
    rows = checked("permit", *[a_permit(permit_number=number) for number in ("1", "2", "2")])

    assert [row.is_accepted for row in rows] == [True, True, False]


def test_points_of_one_day_and_value_are_one_record_unless_documents_differ():
    cells = {"licence": DRIVER, "happened_on": "2026-03-01", "points": 3}

    rows = checked(
        "driver-points",
        cells,
        cells,
        {**cells, "document_number": "示1号"},
        {**cells, "document_number": "示2号"},
        {**cells, "points": 5},
    )

    assert [row.is_accepted for row in rows] == [True, False, True, True, True]


def test_a_vehicle_is_its_plate_and_its_colour():
    cells = {"decided_on": "2026-01-05", "document_number": "示超罚〔2026〕1号"}

    rows = checked(
        "overload",
        {**cells, "plate": "渝x·00001", "plate_colour": "黄牌"},
        {**cells, "plate": "渝X00001", "plate_colour": 1},
        {**cells, "plate": "渝X00001", "plate_colour": "2"},
        {**cells, "plate": "渝XO0001", "plate_colour": "黄"},
        {**cells, "plate": "渝X00002", "plate_colour": "紫"},
    )

    assert [row.subject.value for row in rows[:2]] == ["渝X00001/黄", "渝X00001/蓝"]
    assert [refused(row) for row in rows[2:]] == [
        [("duplicate", "document_number")],
        [("identifier-check", "plate")],
        [("code-value", "plate_colour")],
    ]


def test_a_firm_named_beside_a_vehicle_is_tied_to_it():
    row = the(
        "overload",
        {
            "plate": "渝X00001",
            "plate_colour": "黄",
            "decided_on": "2026-01-05",
            "document_number": "示超罚〔2026〕1号",
            "operator": "示例货运有限公司",
            "operator_code": FIRM,
        },
    )

    [link] = row.links
    assert (link.kind, link.of.value, link.of.name) == ("operator", FIRM, "示例货运有限公司")


def test_counts_of_a_firm_and_year_are_never_taken_for_nought():
    cells = {
        "credit_code": FIRM,
        "firm_name": "示例货运有限公司",
        "year": "2025年度",
        "vehicles": 200,
        "drivers": "1,000",
        "accidents": 2,
        "complaints": 0,
    }

    whole, lacking, broken = checked(
        "firm-year",
        {**cells, "deaths": 0, "injuries": 3},
        {**cells, "injuries": 3},
        {**cells, "accidents": 0, "vehicles": 1.5, "year": 2030},
    )

    assert (whole.year, whole.values["drivers"], whole.values["complaints"]) == (2025, "1000", "0")
    assert refused(lacking) == [("missing-conditional", "deaths")]
    assert refused(broken) == [("date-in-future", "year"), ("number", "vehicles")]

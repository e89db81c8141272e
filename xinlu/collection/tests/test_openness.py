"""公开范围 and 脱敏: vectors M1-M3, and every field of every template before every audience."""

import json

import pytest

from xinlu.collection.covering import cover_values
from xinlu.collection.models import Record
from xinlu.collection.openness import READ, TITLES, Audience, fields_for, values_for
from xinlu.collection.templates import OPENNESS, TemplateError, codes, load_template, read_template
from xinlu.collection.tests.checking_samples import PERSON
from xinlu.collection.tests.test_templates import MINIMAL
from xinlu.kernel.identifiers.masking import mask_resident_id
from xinlu.registry.sealing import masked_number

SHEETS = [(code, sheet) for code in codes() for sheet in load_template(code).sheets]


@pytest.mark.parametrize(
    ("number", "style", "masked"),
    [
        ("440524188001010014", "6+4", "440524********0014"),
        ("440524188001010014", "court", "4405241880****0014"),
        ("11010519491231002X", "6+4", "110105********002X"),
    ],
    ids=["M1", "M2", "M3"],
)
def test_a_number_is_masked_in_the_style_that_is_asked_for(number, style, masked):
    assert mask_resident_id(number, style) == masked


def test_the_platform_masks_in_one_style_whoever_asks():
    assert masked_number(PERSON) == mask_resident_id(PERSON, "6+4")
    assert masked_number(PERSON, (3, 2)) == mask_resident_id(PERSON, "3+2")
    assert masked_number("E00000000") == "E0*****00"


def filled(code, sheet):
    """A record of which every field holds something, numbers of persons sealed."""
    secret = {field.key for field in sheet.fields if field.secret}
    values = {field.key: PERSON if field.secret else f"值 {field.key}" for field in sheet.fields}
    held = cover_values(values, secret, row="0" * 32, masks=load_template(code).masks)
    return Record(template=code, sheet=sheet.key, values=json.loads(json.dumps(held)))


@pytest.mark.parametrize("audience", Audience, ids=lambda one: one.name.lower())
@pytest.mark.parametrize(("code", "sheet"), SHEETS, ids=[f"{c}-{s.key}" for c, s in SHEETS])
def test_an_audience_reads_what_is_open_to_it_and_no_number_of_a_person(code, sheet, audience):
    record = filled(code, sheet)

    told = list(fields_for(record, audience))

    assert {each.key for each, _ in told} == {
        each.key for each in sheet.fields if each.openness in READ[audience]
    }
    assert not any(PERSON in text for _, text in told)
    assert not any(each.secret for each, _ in told) or audience not in (
        Audience.PUBLIC,
        Audience.SHARING,
    )


def test_every_level_has_a_name_and_each_audience_reads_more_than_the_one_before():
    assert tuple(TITLES) == OPENNESS
    widening = [READ[each] for each in (Audience.PUBLIC, Audience.SHARING, Audience.QUERY)]
    assert widening[0] < widening[1] < widening[2] < READ[Audience.OWN]


def test_the_public_page_of_a_permit_shows_no_field_that_is_not_public():
    [sheet] = load_template("permit").sheets
    record = filled("permit", sheet)
    shown = values_for(record, Audience.PUBLIC)

    assert {"permit_content", "decided_by", "valid_until", "state"} <= shown.keys()
    assert not {"remark", "id_number", "representative_id_number", "tax_number"} & shown.keys()


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("openness: {secretly: [code]}", "not secretly"),
        ("openness: {public: [number]}", "unknown key 'number' under openness"),
        ("openness: {public: [code], closed: [code]}", "told twice"),
    ],
)
def test_a_slip_in_the_openness_is_told(tmp_path, said, told):
    path = tmp_path / "example.yaml"
    path.write_text(MINIMAL.replace("    fields:", f"    {said}\n    fields:"), encoding="utf-8")

    with pytest.raises(TemplateError, match=told):
        read_template(path)


def test_a_mask_that_is_no_pair_of_numbers_is_told(tmp_path):
    path = tmp_path / "example.yaml"
    path.write_text(MINIMAL.replace("need: required", "mask: [6, x]"), encoding="utf-8")

    with pytest.raises(TemplateError, match="how many characters stay"):
        read_template(path)

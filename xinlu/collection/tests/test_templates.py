import pytest

from xinlu.collection.templates import (
    TemplateError,
    UnknownTemplate,
    codes,
    load_template,
    read_template,
)

MINIMAL = """
code: example
title: 示例
item: EX
sheets:
  - key: only
    title: 示例
    subject: {kinds: [{kind: firm, by: [{scheme: credit-code, field: code}]}]}
    fields:
      - {key: code, name: 代码, kind: credit-code, need: required}
"""


@pytest.fixture
def reading(tmp_path):
    def read(text):
        path = tmp_path / "example.yaml"
        path.write_text(text, encoding="utf-8")
        return read_template(path)

    return read


def test_the_seven_templates_of_the_first_cut_can_be_read():
    titles = {code: load_template(code).title for code in codes()}

    assert set(titles) >= {
        "penalty",
        "permit",
        "highway-ledger",
        "driver",
        "driver-points",
        "overload",
        "firm-year",
    }
    assert all(titles.values())


@pytest.mark.parametrize(("code", "count"), [("penalty", 30), ("permit", 28)])
def test_dual_publicity_has_all_fields_of_the_standard_each_with_its_code(code, count):
    [sheet] = load_template(code).sheets

    field_codes = [field.code for field in sheet.fields if field.code]
    local = {field.key: field.required for field in sheet.fields if not field.code}

    assert len(field_codes) == count
    assert len(set(field_codes)) == count
    assert local.keys() <= {"published_on", "procedure"}
    assert not any(local.values())


def test_a_heading_belongs_to_one_field_of_a_sheet():
    for code in codes():
        for sheet in load_template(code).sheets:
            owners = {}
            for field in sheet.fields:
                for heading in field.headings:
                    owners.setdefault(heading.text, set()).add(field.key)

            assert {text: keys for text, keys in owners.items() if len(keys) > 1} == {}


def test_numbers_of_persons_are_marked_secret():
    assert load_template("penalty").secret_keys == {"id_number", "representative_id_number"}
    assert "licence" in load_template("driver").secret_keys


def test_the_digest_changes_with_the_file(reading):
    before = reading(MINIMAL).digest

    after = reading(MINIMAL + "# a remark\n").digest

    assert len(before) == 64
    assert before != after


def test_a_template_needs_no_code(reading):
    template = reading(MINIMAL)

    assert template.names == {"code": "代码"}
    assert template.sheet("only").kinds[0].by[0].scheme == "credit-code"


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        (MINIMAL.replace("need:", "needs:"), "unknown key 'needs'"),
        (MINIMAL.replace("kind: credit-code, need", "kind: kredit, need"), "'kredit' is not known"),
        (MINIMAL.replace("field: code", "field: number"), "no field 'number'"),
        (MINIMAL.replace("need: required", "need: sometimes"), "not 'sometimes'"),
        (MINIMAL.replace("name: 代码, ", ""), "'name'"),
        (MINIMAL + "      - {key: code, name: 又, kind: text}\n", "'code' is there twice"),
        (MINIMAL.split("sheets:")[0], "at least one sheet"),
    ],
)
def test_a_slip_in_a_template_is_told_with_its_place(reading, wrong, told):
    with pytest.raises(TemplateError, match=told) as raised:
        reading(wrong)

    assert "example.yaml" in str(raised.value)


def test_a_template_nobody_wrote_is_told_with_those_there_are():
    with pytest.raises(UnknownTemplate, match="penalty"):
        load_template("penaltys")

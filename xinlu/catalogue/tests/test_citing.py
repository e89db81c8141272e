"""A basis is read as it was written; what cannot be read is said to be so."""

import pytest

from xinlu.catalogue.citing import Citation, Known, Reader, number, path_of

WORKS = Known(
    "works",
    ("示例施工企业信用评价规则（试行）", "示交发〔2009〕733号", "733号规则"),
    ("规则",),
    (
        ("第十八条", "第十八条"),
        ("初次进入", "第十八条"),
        ("附件1", "附件1"),
        ("信用等级", "信用等级"),
    ),
)
ROADS = Known(
    "roads",
    ("示例道路运输条例",),
    ("条例",),
    tuple((each, each) for each in ("第六十四条", "第六十四条第三款", "第八十八条", "第九十条")),
)
FORM = Known("form", ("示例评分表",), ("评分表",), (("安全部分", "安全部分"), ("附表", "附表")))
READER = Reader([WORKS, ROADS, FORM])


def named(text: str, *within: str) -> list[tuple[str, str, str]]:
    """Return what a text names: the words it does so by, the regulation and the clause."""
    reading = READER.read(text, within)
    return [(text[one.start : one.end], one.regulation, one.clause) for one in reading.citations]


@pytest.mark.parametrize(
    ("text", "within", "expected"),
    [
        ("733号规则第十八条·初次进入", (), [("733号规则第十八条·初次进入", "works", "第十八条")]),
        ("733号规则第18条", (), [("733号规则第18条", "works", "第十八条")]),
        ("733号规则·初次进入（地方文本）", (), [("733号规则·初次进入", "works", "第十八条")]),
        ("733号规则附件一·GLSG1-1-1", (), [("733号规则附件一·GLSG1-1-1", "works", "附件1")]),
        ("规则附件1", ("works",), [("规则附件1", "works", "附件1")]),
        (
            "条例第六十四条第三款",
            ("roads",),
            [("条例第六十四条第三款", "roads", "第六十四条第三款")],
        ),
        ("条例第六十四条第一款", ("roads",), [("条例第六十四条第一款", "roads", "第六十四条")]),
        ("安全部分31001", ("form",), [("安全部分31001", "form", "安全部分")]),
        ("附表第10项", ("form",), [("附表第10项", "form", "附表")]),
        (
            "《示例施工企业信用评价规则（试行）》（示交发〔2009〕733号，2021年修改）",
            (),
            [("示例施工企业信用评价规则（试行）》（示交发〔2009〕733号", "works", "")],
        ),
        (
            "示例道路运输条例（2021年修订）第八十八条、第九十条",
            (),
            [
                ("示例道路运输条例（2021年修订）第八十八条", "roads", "第八十八条"),
                ("第九十条", "roads", "第九十条"),
            ],
        ),
        (
            "条例第九十条；参照733号规则",
            ("roads",),
            [("条例第九十条", "roads", "第九十条"), ("733号规则", "works", "")],
        ),
    ],
)
def test_a_basis_names_regulation_and_clause(text, within, expected):
    assert named(text, *within) == expected


def test_a_range_names_every_clause_of_it():
    reading = READER.read("条例第八十八条至第九十条", ("roads",))

    clauses = [(one.clause, one.lacking) for one in reading.citations]
    assert clauses == [("第八十八条", ""), ("", "第89条"), ("第九十条", "")]


def test_a_short_word_means_nothing_where_the_rulebook_rests_on_something_else():
    assert READER.read("条例第九十条", ("works",)).kind == "unread"
    assert READER.read("条例第九十条").kind == "unread"


def test_a_clause_stands_for_itself_where_another_line_names_its_regulation():
    reading = READER.read("附表第1项", ("works",), ("form",))

    assert reading.citations == (Citation(0, 5, "form", "附表", ""),)


@pytest.mark.parametrize("text", ["见参数", "未载明，按业务惯例", "平台自定的内部管理规则"])
def test_who_says_that_no_clause_provides_for_it_is_not_asked_for_one(text):
    reading = READER.read(text, ("works",))

    assert (reading.kind, reading.citations) == ("silent", ())


def test_what_names_nothing_known_is_unread_and_not_guessed():
    reading = READER.read("示交发〔2020〕99号第三条")

    assert (reading.kind, reading.citations) == ("unread", ())


def test_a_clause_that_the_library_has_not_is_told():
    [citation] = READER.read("733号规则·联合体").citations

    assert (citation.regulation, citation.clause, citation.lacking) == ("works", "", "联合体")


def test_numbers_and_paths_are_read_in_either_way():
    assert [number(text) for text in ("十", "二十", "六十四", "一百零二", "64")] == [
        *(10, 20, 64, 102, 64)
    ]
    assert path_of("第二十条之一") == path_of("第20条之1")
    assert path_of("附件2") == path_of("附件二")


def test_an_empty_library_reads_nothing():
    assert Reader([]).read("733号规则").kind == "unread"

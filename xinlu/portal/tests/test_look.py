"""The design system: figures that are drawn, words that are escaped, rules that hold everywhere."""

import re
from datetime import date
from decimal import Decimal
from fractions import Fraction
from xml.etree import ElementTree

import pytest
from django.core.paginator import Paginator
from django.template import engines
from django.test import RequestFactory
from django.urls import path

from xinlu.portal.look import calendar, examples, grades, ledger, numbers, rulers, tiles
from xinlu.portal.look.svg import el
from xinlu.portal.views.look import ExampleRecord, elder

BAND_ITEMS = examples.said()["bands"]
BANDS = grades.read_bands(BAND_ITEMS)

urlpatterns = [path("elder/", elder, name="elder")]


def rendered(source: str, **context: object) -> str:
    request = RequestFactory().get("/list/?line=build&page=3")
    return engines["django"].from_string(source).render(context, request)


def texts(drawing: str) -> list[str]:
    return ["".join(node.itertext()) for node in ElementTree.fromstring(drawing).iter("text")]


def rows(*effects: str) -> list[dict[str, str]]:
    lines = [{"kind": "line", "title": "一笔", "effect": effect} for effect in effects]
    return [{"kind": "start", "title": "起点", "total": "100"}, *lines]


def test_a_number_is_rounded_half_away_from_zero_and_carries_a_true_minus():
    assert numbers.fixed(Decimal("-0.0005"), 3) == "−0.001"
    assert numbers.fixed(Fraction(83_965, 1000), 2) == "83.97"
    assert numbers.signed("-0.0001", 3) == "0.000"


def test_a_binary_fraction_is_refused_because_it_is_not_exact():
    with pytest.raises(TypeError, match="Decimal or a Fraction"):
        numbers.fixed(0.1, 2)  # type: ignore[arg-type]


def test_filters_write_effects_scores_and_days_as_the_office_does():
    page = rendered(
        '{{ e|points }} {{ r|signed }} {{ s|score }} {{ none|score }} {{ "-3"|minus }} {{ d|day }}',
        e=Fraction(-2),
        r=Decimal("-20.0"),
        s=Fraction(1679, 20),
        none=None,
        d=date(2026, 9, 8),
    )

    assert page.startswith("−2.000 −20 83.95 暂无结果 −3 <time")
    assert 'class="nb">2026-09-08</time>' in page


@pytest.mark.parametrize(
    ("of", "tones"),
    [(2, "a d"), (4, "aa a c d"), (5, "aa a b c d")],
)
def test_grades_take_their_colours_by_rank(of, tones):
    assert " ".join(grades.tone(rank, of) for rank in range(1, of + 1)) == tones


def test_a_grade_shows_letter_word_and_as_many_filled_notches_as_it_outranks():
    page = rendered('{% grade "B" "信用一般" 3 5 %}')

    assert page.count('class="notch-on"') == 3
    assert page.count('class="notch-off"') == 2
    assert ">B</b>" in page
    assert "信用一般" in page


def test_no_result_has_no_notches_and_says_why():
    page = rendered('{% grade code why="许可不满 12 个月" %}', code=None)

    assert "暂无结果" in page
    assert "许可不满 12 个月" in page
    assert "notch" not in page


def test_a_bound_belongs_to_the_better_grade():
    assert grades.band_of(Fraction(85), BANDS).code == "A"
    assert grades.band_of(Fraction(84_999, 1000), BANDS).code == "B"
    assert grades.band_of(Fraction(-3), BANDS).code == "D"


def test_the_score_ruler_puts_the_marker_at_the_score_and_says_the_gap():
    drawing = rulers.score_ruler("83.97", BANDS)

    root = ElementTree.fromstring(drawing)
    marker = next(node for node in root.iter("svg") if node is not root)
    assert marker.get("x") == "64.378%"  # (83.97 - 55) / (100 - 55)
    assert "距 A 还差 1.03 分" in texts(drawing)
    assert "得分 83.97，B 信用一般，距 A 还差 1.03 分" in root.get("aria-label", "")


def test_a_score_under_every_bound_still_lies_on_the_ruler():
    drawing = rulers.score_ruler(Fraction(-12), BANDS)

    assert 'x="2.609%"' in drawing  # from -15 to 100


def test_without_a_score_the_ruler_has_no_marker():
    drawing = rulers.score_ruler(None, BANDS)

    assert "ruler-marker" not in drawing
    assert "暂无得分" in drawing


def test_a_rate_under_its_floor_is_drawn_from_nought():
    assert "95 起" in texts(rulers.rate_ruler("及时率", 408, 412))
    low = rulers.rate_ruler("及时率", 183, 204)
    assert "0" in texts(low)
    assert 'width="89.706%"' in low
    assert "暂无" in rulers.rate_ruler("及时率", 0, 0)


def test_a_count_over_the_full_mark_stops_at_the_end_but_is_said():
    drawing = rulers.count_ruler(23, 20, marks=((20, "20 分停驾学习"),))

    assert 'width="100.000%"' in drawing
    assert "已计 23 分，满 20 分" in drawing


def test_the_ledger_keeps_its_running_total_exactly_and_marks_the_crossings():
    page = ledger.page(rows("-4", "-2", Fraction(1, 3), "-10"), BANDS)

    drawn = [entry["row"] for entry in page["rows"]]
    assert drawn[-1].after == Fraction(253, 3)
    assert [row.crossed for row in drawn] == [(), (), (95,), (), (85,)]
    assert [entry["today"] for entry in page["rows"]] == [False, False, False, False, True]
    assert "由 A 到 B" in page["rows"][-1]["strip"]


def test_a_row_that_gives_back_is_hollow_and_crosses_upwards():
    page = ledger.page(rows("-16", "2"), BANDS)

    back = page["rows"][-1]
    assert "strip-back" in back["strip"]
    assert back["effect"] == "+2.000"
    assert "由 B 到 A" in back["strip"]


def test_a_crossing_is_told_where_its_sentence_has_room():
    left, above, right = (
        ledger.page(rows(*effects), BANDS)["rows"][-1]["strip"]
        for effects in (["-40", "34", "6"], ["-8"], ["-18", "-9"])
    )

    assert 'dy="0.36em" text-anchor="end"' in left
    assert 'dy="-0.8em" text-anchor="end"' in above
    assert 'dy="0.36em" text-anchor="start"' in right


def test_a_total_beside_a_bar_as_wide_as_the_strip_stands_above_it():
    [_, _, widest] = ledger.page(rows("-99", "98"), ())["rows"]
    [_, lowest, _] = ledger.page([{"kind": "start", "title": "起点", "total": 0}, *rows("1")], ())[
        "rows"
    ]

    assert 'dy="-0.8em"' in widest["strip"]
    assert 'dy="0.36em"' in lowest["strip"]


def test_in_a_points_account_fewer_are_better_and_a_line_counts_up():
    bands = grades.read_bands(
        [("AAA", "优秀", None), ("AA", "合格", 4), ("B", "不合格", 20)], "down"
    )
    counted = [{"kind": "start", "title": "起点", "total": 0}]
    counted += [{"kind": "line", "title": "计分", "effect": 5, "gives_back": False}]

    page = ledger.page(counted, bands, better="down")
    assert [(band.code, band.rank) for band in bands] == [("AAA", 1), ("AA", 2), ("B", 3)]
    assert "strip-off" in page["rows"][1]["strip"]
    assert "由 AAA 到 AA" in page["rows"][1]["strip"]


def test_a_bound_that_is_not_included_is_crossed_only_beyond_it():
    bands = grades.read_bands([{"code": "A", "low": 85, "inclusive": False}, ("B", "", None)])

    assert grades.band_of(Fraction(85), bands).code == "B"
    assert ledger.crossings(Fraction(90), Fraction(85), bands) == (85,)
    assert ledger.crossings(Fraction(85), Fraction(80), bands) == ()


def test_a_bar_as_long_as_its_effect_lies_where_the_total_is():
    page = ledger.page([*rows("-5"), {"kind": "sum", "title": "得分", "total": "95"}], BANDS)

    low, high = ledger.extent([entry["row"] for entry in page["rows"]], BANDS)
    wide = numbers.fixed(Fraction(5) / (high - low) * 100, 3)
    assert f'width="{wide}%"' in page["rows"][1]["strip"]


def test_a_sections_width_is_its_share_and_its_count_is_share_times_score():
    sections = tiles.read_sections(
        [
            {"name": "乙", "amount": "1 亿", "share": "0.25", "score": 80},
            {"name": "甲", "amount": "3 亿", "share": "0.75", "score": "90.5"},
        ]
    )

    assert [section.name for section in sections] == ["甲", "乙"]
    assert sections[0].counted_text == "67.88"
    assert 'width="75.000%"' in tiles.sections_chart(sections)


def test_the_map_names_every_county_and_writes_the_low_figures():
    page = rendered('{% tilemap tiles "及时率" legends %}', tiles=examples.tiles(), legends=())

    assert page.count('class="tile step-') == 37
    assert "89.7" in page
    assert page.count("<tr>") == 38


def test_a_term_is_solid_until_it_can_be_repaired():
    term = calendar.Term(date(2026, 1, 1), date(2026, 4, 11), date(2026, 7, 20))

    drawing = calendar.term_bar(term, date(2026, 1, 1), date(2026, 7, 20), date(2026, 3, 1))
    assert re.search(r'width="50.000%"[^>]*class="term-fixed"', drawing)
    assert "最早 2026-04-11 可申请修复" in drawing


def test_the_days_ahead_say_what_falls_due():
    drawing = calendar.day_ruler(calendar.read_days(examples.fortnight()))

    assert "2026-09-28 6 件" in drawing
    assert drawing.count('class="day-natural"') == 2
    assert drawing.count('class="day-rest"') == 8


def test_drawings_escape_what_others_wrote():
    evil = '"><script>alert(1)</script>'
    bands = grades.read_bands([(evil, evil, 60), ("D", "差", None)])

    drawn = [
        rulers.score_ruler(70, bands),
        rulers.count_ruler(1, 20, marks=((5, evil),)),
        ledger.page(rows("-1"), bands)["head"],
        tiles.tilemap((tiles.Tile(evil, 1, 1, evil, 0, evil),), evil),
        tiles.sections_chart(
            tiles.read_sections([{"name": evil, "amount": evil, "share": 1, "score": 50}])
        ),
        el("text", evil, x=evil),
    ]
    for drawing in drawn:
        assert "<script" not in drawing
        ElementTree.fromstring(drawing.split("<p ")[0])


def test_parts_escape_what_others_wrote():
    page = rendered(
        "{% tag evil 'bad' %}{% notice 'bad' evil evil %}{% key_values pairs %}"
        "{% breadcrumbs trail %}{% ledger rows bands %}{% timeline steps %}",
        evil="<script>",
        pairs=[("<script>", "<script>")],
        trail=[("<script>", "")],
        rows=[{"kind": "start", "title": "<script>", "total": 100}],
        bands=BAND_ITEMS,
        steps=[{"title": "<script>", "when": "<script>", "note": "<script>"}],
    )

    assert "<script" not in page
    assert page.count("&lt;script&gt;") >= 10


def test_pagination_keeps_the_query_and_names_where_one_is():
    page = rendered('{% pagination page unit="户" %}', page=Paginator(range(100), 10).get_page(3))

    assert "?line=build&amp;page=4" in page
    assert "共 100 户，第 3 / 10 页" in page


def test_a_refused_field_is_tied_to_its_sentence():
    form = ExampleRecord({"code": "1", "reason": "x", "kind": "keep"})

    page = rendered("{% error_summary form %}{% field form.code %}", form=form)
    assert 'aria-invalid="true"' in page
    assert 'aria-describedby="id_code_error"' in page
    assert 'id="id_code_error"' in page
    assert 'href="#id_code"' in page
    assert "（必填）" in page


def test_the_menu_leaves_out_pages_that_do_not_exist():
    groups = [{"title": "归集", "entries": [{"title": "没有的页", "url_name": "no:where"}]}]

    assert rendered("{% side_menu %}", menu=groups).strip() == ""


@pytest.mark.urls(__name__)
def test_the_elder_layout_is_chosen_by_a_link_and_goes_back_to_this_site_only(client):
    there = client.get("/elder/", {"to": "1", "next": "/look/"})
    away = client.get("/elder/", {"to": "0", "next": "https://example.org/"})

    assert there.url == "/look/"
    assert there.cookies["elder"].value == "1"
    assert away.url == "/"
    assert away.cookies["elder"].value == ""


@pytest.mark.parametrize("name", ["400", "403", "403_csrf", "404", "500"])
def test_error_pages_need_nothing_and_say_that_nothing_was_changed(name):
    page = engines["django"].get_template(f"{name}.html").render()

    assert f"错误码 {name.replace('_csrf', '-CSRF')}" in page
    assert "回到首页" in page

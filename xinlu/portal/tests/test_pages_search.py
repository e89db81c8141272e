"""Search: what a stranger finds, what nobody finds, and what the page says then."""

from urllib.parse import urlencode

import pytest
from django.urls import reverse

from xinlu.evaluation.tests.builders import a_firm
from xinlu.portal import naming, searching
from xinlu.portal.tests.conftest import known, known_driver
from xinlu.registry.models import Subject

SEARCH = reverse("portal:search")


def asked(client, q: str, **more: str) -> str:
    return client.get(f"{SEARCH}?{urlencode({'q': q, **more})}").content.decode()


@pytest.mark.parametrize(
    "query", ["甲路", "sljlq", "91500101MA00000001", "９１５００１０１ma00000001"]
)
def test_a_firm_is_found_by_part_of_its_name_initials_and_code(client, findable, query):
    page = asked(client, query)

    assert "查到 1 个" in page
    assert reverse("portal:subject", args=[findable[0].uid]) in page


@pytest.mark.parametrize("query", ["渝X12345", "渝X12345黄色", "渝X·12345", "渝x12345/黄色"])
def test_a_vehicle_is_found_by_its_plate_with_or_without_colour(client, truck, query):
    page = asked(client, query)

    assert reverse("portal:subject", args=[truck.uid]) in page
    assert "渝X12345 黄色" in page.replace('<b class="hit">', "").replace("</b>", "")


def test_the_part_that_was_found_is_marked(client, findable):
    assert '示例<b class="hit">甲路</b>桥有限公司' in asked(client, "甲路")


def test_a_hit_shows_its_newest_public_grade(client, findable, publicised):
    page = asked(client, "甲路")

    assert "信用好" in page
    assert "2023 年度" in page
    assert "公示中" in page


def test_a_trial_gives_no_grade(client, findable, proposed):
    page = asked(client, "甲路")

    assert "暂无结果" in page
    assert "信用好" not in page


def test_persons_are_not_found_by_name_initials_or_number(client, db):
    known_driver("示例李四", "500101199003070009")

    for query in ("李四", "示例李四", "slls", "500101199003070009"):
        page = asked(client, query)
        assert "没有查到" in page
        assert "/subjects/" not in page


def test_a_number_of_a_person_is_answered_with_how_the_person_looks(client, db):
    page = asked(client, "500101199003070009")

    assert "这像是一个人的证件号码" in page


def test_the_tab_of_persons_says_why_there_is_no_search(client, db):
    page = asked(client, "李四", kind="person")

    assert "从业人员不按姓名查询" in page
    assert "没有查到" not in page


def test_one_character_is_too_short_and_the_page_says_what_to_write(client, findable):
    page = asked(client, "甲")

    assert "再多写一个字" in page
    assert "/subjects/" not in page


@pytest.mark.parametrize("query", ["", "  ", "。"])
def test_nothing_asked_is_no_error(client, db, query):
    assert client.get(SEARCH, {"q": query}).status_code == 200


def test_nothing_found_says_how_to_widen(client, findable):
    page = asked(client, "甲路", kind="vehicle")

    assert "没有查到“甲路”" in page
    assert "在全部类别中查“甲路”（1 个）" in page
    assert "查不到不等于信用不好" in page


def test_a_subject_whose_registration_is_unfinished_is_not_there(client, findable):
    Subject.objects.filter(pk=findable[0].pk).update(is_pending=True)

    assert "没有查到" in asked(client, "甲路")


def test_more_than_a_page_is_paged_and_the_query_is_kept(client, db, django_assert_max_num_queries):
    for number in range(searching.PAGE + 3):
        known(a_firm(f"91500101MA1{number:07d}", f"示例远航{number}运输公司"))

    with django_assert_max_num_queries(9):
        first = asked(client, "远航")
    second = asked(client, "远航", page="2")

    assert "第 1 / 2 页" in first
    assert first.count("/subjects/") == searching.PAGE
    assert second.count("/subjects/") == 3
    assert "page=2" in first
    assert "q=%E8%BF%9C%E8%88%AA" in first


def test_too_many_hits_are_said_to_be_cut(client, db, monkeypatch):
    monkeypatch.setattr(searching, "MOST", 2)
    for number in range(4):
        known(a_firm(f"91500101MA1{number:07d}", f"示例远航{number}运输公司"))

    page = asked(client, "远航")

    assert "查到 2 个以上" in page or "以上" in page
    assert page.count("/subjects/") == 2


def test_what_was_typed_is_shown_as_text(client, db):
    page = asked(client, '"><script>alert(1)</script>')

    assert "<script>alert" not in page


@pytest.mark.parametrize("kind", ["nonsense", "PERSON ", "firm'--"])
def test_an_unknown_tab_asks_for_everything(client, findable, kind):
    assert "查到 1 个" in asked(client, "甲路", kind=kind)


def test_the_elder_layout_lists_names_and_words(client, findable, publicised):
    client.cookies["elder"] = "1"

    page = asked(client, "甲路")

    assert "查到 1 个。" in page
    assert "AA 级，信用好" in page or "A 级，信用较好" in page


def test_marks_survive_brackets_and_other_widths():
    cut = naming.pieces("示例（重庆）ＡＢ路桥", "重庆ab")

    assert [(piece.text, piece.hit) for piece in cut] == [
        ("示例（", False),
        ("重庆）ＡＢ", True),
        ("路桥", False),
    ]

"""The front page: figures with what they count, the counties, what is new."""

from datetime import date

import pytest
from django.urls import reverse
from django.utils.timezone import localdate

from xinlu.evaluation.models import Run
from xinlu.portal import counties, figures
from xinlu.portal.tests.conftest import a_penalty, a_permit

HOME = reverse("portal:home")
TODAY = date(2026, 9, 28)


def values() -> dict[str, str]:
    return {figure.key: figure.value for figure in figures.board(TODAY).figures}


def test_an_empty_house_says_so_instead_of_showing_noughts_as_news(client, db):
    page = client.get(HOME).content.decode()

    assert "还没有入库的数据" in page
    assert "目前没有公示中的评价结果" in page
    assert "还没有公开的行政许可" in page


def test_each_figure_counts_what_its_definition_says(firms, truck, graded_driver, publicised):
    a_permit(firms[0])
    a_permit(firms[0], "示交许〔2026〕2 号", values={"valid_until": "2026-04-01"})
    a_permit(graded_driver, "示交许〔2026〕3 号")
    a_penalty(firms[0])

    board = {figure.key: figure for figure in figures.board(TODAY).figures}

    assert (board["subjects"].value, board["subjects"].note) == (
        "5",
        "企业 3 · 人员 1 · 车船 1",
    )
    assert (board["permits"].value, board["permits"].note) == ("2", "其中有效期内 1 条")
    assert board["received"].value == "3"
    assert board["in_publicity"].value == "3"
    assert all(figure.definition and figure.leaves_out for figure in board.values())


def test_a_batch_that_was_taken_back_no_longer_counts(firms):
    a_permit(firms[0], batch_state="withdrawn")

    assert (values()["received"], values()["permits"]) == ("0", "0")


def test_a_figure_is_counted_once_a_minute(firms, django_assert_num_queries):
    figures.board(TODAY)
    a_permit(firms[0])

    with django_assert_num_queries(0):
        assert values()["permits"] == "0"


def test_the_page_asks_the_database_few_questions(
    client, settings, tiles, publicised, findable, django_assert_max_num_queries
):
    settings.JURISDICTION = "demo"
    for number in range(8):
        a_permit(findable[0], f"示交许〔2026〕{number} 号")

    with django_assert_max_num_queries(22):
        client.get(HOME)
    with django_assert_max_num_queries(10):
        client.get(HOME)


def test_figures_carry_their_day_and_a_way_to_what_they_count(client, firms):
    a_permit(firms[0])

    page = client.get(HOME).content.decode()

    assert "数据截至" in page
    assert "2026-09-28 08:30" in page
    assert reverse("portal:figures") in page


def test_a_county_tile_tells_its_better_firms_of_those_with_a_result(settings, tiles, publicised):
    settings.JURISDICTION = "demo"

    board = counties.board(TODAY)

    assert (board.good, board.total, board.better) == (1, 2, "AA 级、A 级")
    assert [(tile.name, tile.value, tile.step) for tile in board.tiles] == [
        ("一区", "1 / 2", 0),
        ("二县", "暂无结果", counties.NO_DATA),
    ]
    assert board.tiles[0].url.endswith("?place=990101")
    assert board.tiles[1].url == ""


def test_trials_are_on_no_map(settings, tiles, proposed):
    settings.JURISDICTION = "demo"

    assert counties.board(TODAY) is None


def test_a_publicity_says_how_many_working_days_are_left(client, publicised):
    Run.objects.filter(pk=publicised.pk).update(publicity_until=localdate())

    assert "还有 0 个工作日" in client.get(HOME).content.decode()


def test_without_a_calendar_the_end_is_said_to_be_open(client, publicised):
    Run.objects.filter(pk=publicised.pk).update(publicity_until=None)

    page = client.get(HOME).content.decode()

    assert "日历待录入" in page
    assert "个工作日" not in page


def test_new_permits_name_firms_and_never_persons(client, findable, graded_driver):
    a_permit(findable[0])
    a_permit(graded_driver, "示交许〔2026〕3 号")

    page = client.get(HOME).content.decode()

    assert "示例甲路桥有限公司" in page
    assert "示例李四" not in page


@pytest.mark.parametrize("path", ["/", "/search/?q=示例"])
def test_the_elder_layout_has_at_most_three_actions(client, db, path):
    client.cookies["elder"] = "1"

    page = client.get(path).content.decode()

    actions = page.split('class="actions')[1].split("</div>")[0]
    assert 1 <= actions.count("<button") + actions.count("<a ") <= 3
    assert '<html lang="zh-CN" class="elder">' in page
    assert "标准版" in page

"""Published results: the index, the lists, the workbook and the explanation."""

import re
from io import BytesIO

import openpyxl
import pytest
from django.urls import reverse

from xinlu.evaluation.models import Run
from xinlu.portal import explaining
from xinlu.registry.models import Subject

SCHEME = "highway-construction"
LIST = reverse("portal:result_list", args=[SCHEME, 2023])
EXPORT = reverse("portal:result_export", args=[SCHEME, 2023])


def why(subject: Subject, scheme: str = SCHEME, year: int = 2023) -> str:
    return reverse("portal:explanation", args=[scheme, year, subject.uid])


def text(answer) -> str:
    return answer.content.decode()


def test_the_index_lists_public_runs_alone(client, announced, graded_driver):
    Run.objects.filter(edition__scheme="driver").update(state="trial")

    page = text(client.get(reverse("portal:results")))

    assert LIST in page
    assert "2 户" in page
    assert "诚信考核" not in page


def test_an_empty_index_says_where_results_come_from(client, db):
    assert "还没有公布的评价结果" in text(client.get(reverse("portal:results")))


def test_a_list_shows_those_with_a_result_best_first(client, firms, publicised):
    page = text(client.get(LIST))

    assert page.index("示例甲路桥") < page.index("示例乙路桥")
    assert "示例丙路桥" not in page
    assert "合计 2 户" in page


def test_the_query_form_narrows_the_list_and_the_sum(client, firms, publicised):
    grade = publicised.results.get(subject=firms[1]).grade

    by_name = text(client.get(LIST, {"name": "乙路"}))
    by_grade = text(client.get(LIST, {"grade": grade}))
    elsewhere = text(client.get(LIST, {"name": "没有"}))

    assert "示例甲路桥" not in by_name
    assert "合计 1 户" in by_name
    assert "示例乙路桥" in by_grade
    assert "示例甲路桥" not in by_grade
    assert "没有符合条件的结果" in elsewhere


def test_a_county_of_the_map_leads_to_its_firms(client, settings, firms, tiles, publicised):
    settings.JURISDICTION = "demo"

    assert "合计 2 户" in text(client.get(LIST, {"place": "990101"}))
    assert "没有符合条件的结果" in text(client.get(LIST, {"place": "990102"}))


@pytest.mark.parametrize("bad", [{"place": "x"}, {"grade": "Z"}, {"page": "many"}])
def test_a_query_that_makes_no_sense_is_ignored(client, publicised, bad):
    assert client.get(LIST, bad).status_code == 200


@pytest.mark.parametrize("state", ["trial", "proposed", "withdrawn", "computing"])
def test_what_is_not_public_has_no_list_no_workbook_no_explanation(client, firms, trial, state):
    Run.objects.filter(pk=trial.pk).update(state=state)

    for path in (LIST, EXPORT, why(firms[1])):
        assert client.get(path).status_code == 404


def test_a_list_asks_the_same_number_of_questions_for_many(
    client, firms, publicised, django_assert_max_num_queries
):
    with django_assert_max_num_queries(14):
        client.get(LIST)


def test_the_workbook_holds_what_the_list_shows(client, firms, publicised):
    answer = client.get(EXPORT, {"name": "乙路"})

    sheet = openpyxl.load_workbook(BytesIO(answer.content)).active
    rows = list(sheet.iter_rows(values_only=True))
    result = publicised.results.get(subject=firms[1])
    assert rows[0][0] == "公路施工企业信用评价 2023 年度（公示中）"
    assert rows[2][1:3] == ("示例乙路桥有限公司", "91500101MA00000002")
    assert rows[2][4:6] == (result.score_text, result.grade)
    assert "数据截至" in rows[3][0]
    assert answer["Content-Disposition"].startswith("attachment")


def test_a_name_that_looks_like_a_formula_stays_text(client, firms, publicised):
    Subject.objects.filter(pk=firms[1].pk).update(name='=HYPERLINK("x","示例")')

    answer = client.get(EXPORT)

    sheet = openpyxl.load_workbook(BytesIO(answer.content)).active
    [cell] = [row[1] for row in sheet.iter_rows() if str(row[1].value).startswith("=")]
    assert cell.data_type == "s"


def test_persons_are_counted_and_never_listed(client, graded_driver):
    path = reverse("portal:result_list", args=["driver", 2024])
    export = reverse("portal:result_export", args=["driver", 2024])

    page = text(client.get(path))
    book = openpyxl.load_workbook(BytesIO(client.get(export).content)).active

    assert "示例李四" not in page
    assert "不按姓名查询" in page
    assert re.search(r"合计</th><td class=\"num\">1<", page)
    assert all("李四" not in str(cell.value) for row in book.iter_rows() for cell in row)


def test_a_persons_result_has_no_explanation(client, graded_driver):
    assert client.get(why(graded_driver, "driver", 2024)).status_code == 404


def test_an_explanation_leads_from_the_start_to_the_score(client, firms, publicised):
    result = publicised.results.get(subject=firms[1])

    page = text(client.get(why(firms[1])))

    told = explaining.explain(result)
    assert f"<h1>为什么是 {result.grade}</h1>" in page
    assert result.score_text in page
    shown = [row.effect for row in told.rows if row.effect is not None]
    assert told.rows[0].total + sum(shown) == told.rows[-1].total
    for row in told.rows:
        assert row.title in page
    assert told.edition_hash in page
    assert "733号" in page


def test_an_explanation_names_no_officer_and_links_to_no_desk(client, firms, publicised):
    page = text(client.get(why(firms[1])))

    assert "审定岗乙" not in page
    assert "评价岗甲" not in page
    assert "/desk/" not in page


def test_unverified_values_are_marked_with_their_confirmation(client, firms, publicised):
    page = text(client.get(why(firms[1])))

    assert "待核实的值" in page
    assert "已全部核定" in page


def test_penalties_behind_a_list_are_counted_and_not_named(client, listed_truck):
    page = text(client.get(why(listed_truck, "overload", 2025)))

    assert "为什么列为候选" in page
    assert "示超罚" not in page
    assert explaining.WITHHELD in page
    assert "2025-03-10" not in page


def test_a_firm_without_a_result_has_no_explanation(client, firms, publicised):
    assert client.get(why(firms[2])).status_code == 404

"""The same bad files sent from the page of a new import: a sentence each, and nothing breaks."""

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tests import bad_files
from xinlu.collection.models import Batch, Record
from xinlu.desk.tests.desk_cast import Desk, address, at_work, page, uploaded


@pytest.fixture
def clerk(db, settings, tmp_path):
    """A county's clerk with one good batch in the list."""
    settings.MEDIA_ROOT = tmp_path / "files"
    clerk = at_work(Desk().home_clerk)
    uploaded(clerk, bad_files.whole(tmp_path))
    return clerk


def listed_with(clerk, name):
    """Return the list of imports, in which the good file must still stand beside this one."""
    shown = page(clerk, "/desk/imports/")
    assert "whole.xlsx" in shown
    assert name in shown
    return shown


@pytest.mark.parametrize("name", bad_files.REFUSED)
def test_a_bad_file_gets_a_sentence_on_its_page_and_harms_nothing(clerk, tmp_path, name):
    make, suffix, word = bad_files.REFUSED[name]
    bad = tmp_path / f"bad{suffix}"
    make(bad)

    batch = uploaded(clerk, bad, bad_files.template_of(suffix))

    shown = page(clerk, address(batch))
    assert "没有收录任何一行" in shown
    assert word in shown
    assert "改好后重新报送" in shown
    assert "未能读取" in listed_with(clerk, bad.name)
    assert "未能读取，须重新报送" in page(clerk, "/desk/todo/")
    assert not Record.objects.exists()


@pytest.mark.parametrize("name", bad_files.READ)
def test_an_odd_file_is_checked_like_any_other(clerk, tmp_path, name):
    make, suffix, records = bad_files.READ[name]
    odd = tmp_path / f"odd{suffix}"
    make(odd)

    batch = uploaded(clerk, odd)

    assert (batch.state, batch.accepted_count, batch.refused_count) == ("checked", records, 0)
    assert REMARKED.get(name, "") in page(clerk, address(batch), show="all")
    listed_with(clerk, odd.name)


def test_a_workbook_with_two_tiers_of_headings_comes_back_so_that_it_can_be_sent_again(
    clerk, tmp_path
):
    sent, back = tmp_path / "两层.xlsx", tmp_path / "退回.xlsx"
    bad_files.two_tiers(sent)
    book = openpyxl.load_workbook(sent)
    fine = next(cell for cell in book.active[3] if cell.value == "罚款金额(万元)")
    book.active.cell(4, fine.column, "两千元")
    book.save(sent)
    first = uploaded(clerk, sent)
    back.write_bytes(clerk.get(f"{address(first)}returned/").content)
    book = openpyxl.load_workbook(back)
    for row in book.active.iter_rows():
        for cell in row:
            if cell.value == "两千元":
                cell.value = 0.2
    book.save(back)

    again = uploaded(clerk, back)

    assert (first.accepted_count, first.refused_count) == (0, 1)
    assert (again.accepted_count, again.refused_count) == (1, 0)


REMARKED = {"macro": "工作簿带有宏，没有运行", "formulas-and-links": "没有打开那些文件"}


def test_a_file_over_the_limit_is_refused_where_it_is_sent(clerk, tmp_path, settings):
    settings.UPLOAD_LIMIT = 100

    answer = clerk.post(
        "/desk/imports/new/",
        {"template": "penalty", "file": SimpleUploadedFile("large.xlsx", b"x" * 200)},
    )

    assert answer.status_code == 200
    assert "超过上限" in answer.content.decode()
    assert Batch.objects.count() == 1
    assert "whole.xlsx" in page(clerk, "/desk/imports/")


def test_a_paste_that_is_too_much_is_refused_with_a_page(clerk, settings):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1000

    answer = clerk.post("/desk/imports/new/", {"template": "penalty", "pasted": "某" * 2000})

    assert answer.status_code == 400
    assert "内容过大" in answer.content.decode()
    assert Batch.objects.count() == 1


@pytest.mark.slow
def test_a_million_empty_formatted_rows_are_no_rows_on_the_desk(clerk, tmp_path):
    path = tmp_path / "million.xlsx"
    bad_files.a_million_empty_rows(path)

    batch = uploaded(clerk, path)

    assert (batch.state, batch.row_count) == ("checked", 1)
    listed_with(clerk, "million.xlsx")

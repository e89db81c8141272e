import io
from uuid import uuid4

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from xinlu.collection.models import Batch, Record
from xinlu.collection.tests import penalty_files
from xinlu.desk.tests.desk_cast import (
    NEW,
    a_faulty_file,
    address,
    at_work,
    do,
    page,
    stored,
    three_rows,
    told,
    upload,
    uploaded,
    work_off,
)


@pytest.fixture
def faulty(clerk, tmp_path):
    """A checked batch of three rows, two of which were refused."""
    return uploaded(clerk, a_faulty_file(tmp_path / "处罚.xlsx"))


def pasted(table):
    return "\n".join("\t".join(map(str, row)) for row in table)


def test_sending_leads_to_a_page_that_says_how_far_it_is(clerk, tmp_path):
    answer = upload(clerk, three_rows(tmp_path / "处罚.xlsx"))

    assert "已收到，排队校验" in told(answer)
    assert 'hx-trigger="every 1s"' in told(answer)
    assert '<noscript><meta http-equiv="refresh"' in told(answer)
    assert Batch.objects.get().state == "received"


def test_a_page_of_progress_is_loaded_anew_once_the_check_is_done(clerk, tmp_path):
    upload(clerk, three_rows(tmp_path / "处罚.xlsx"))
    progress = f"{address(Batch.objects.get())}progress/"
    before = clerk.get(progress)
    work_off()

    after = clerk.get(progress)

    assert "待校验" in before.content.decode()
    assert after.headers["HX-Refresh"] == "true"


def test_the_grid_marks_what_must_be_mended_and_says_how(clerk, faulty):
    shown = page(clerk, address(faulty))

    assert "3 行里有 2 行要改" in shown
    assert "91500101MAO000001Q" in shown
    assert "不是允许的字符" in shown
    assert "GB 32100-2015" in shown
    assert "注意字母 O 与数字 0" in shown
    assert "1 行入库" in shown


def test_the_errors_are_shown_one_by_one_and_by_kind(clerk, faulty):
    only_missing = page(clerk, address(faulty), code="missing")
    everything = page(clerk, address(faulty), show="all")

    assert "不能为空" in only_missing
    assert "91500101MAO000001Q" not in only_missing
    assert "渝示交罚〔2024〕000001号" in everything


def test_confirming_stores_what_was_accepted(clerk, faulty):
    said = do(clerk, f"{address(faulty)}confirm/")
    work_off()

    assert "正在入库" in said
    assert Record.objects.in_force().count() == 1
    assert "已入库 1 条" in page(clerk, address(faulty))
    assert "渝示交罚〔2024〕000001号" in page(clerk, "/desk/records/")


def test_a_confirmation_sent_twice_counts_once(clerk, tmp_path):
    batch = uploaded(clerk, three_rows(tmp_path / "处罚.xlsx"))
    once = {"nonce": uuid4().hex}
    do(clerk, f"{address(batch)}confirm/", **once)

    said = do(clerk, f"{address(batch)}confirm/", **once)
    work_off()

    assert "已经提交过一次" in said
    assert Record.objects.in_force().count() == 3


def test_the_marked_workbook_holds_the_refused_rows_ready_to_be_sent_again(clerk, faulty):
    answer = clerk.get(f"{address(faulty)}returned/")

    sheet = openpyxl.load_workbook(io.BytesIO(answer.content)).active
    rows = [row for row in sheet.iter_rows(values_only=True) if row[13]]
    comments = [cell.comment.text for row in sheet for cell in row if cell.comment]
    assert [row[13] for row in rows[1:]] == ["渝示交罚〔2024〕000002号", "渝示交罚〔2024〕000003号"]
    assert any("不是允许的字符" in comment for comment in comments)
    assert "attachment" in answer.headers["Content-Disposition"]


def test_the_marked_workbook_mended_and_sent_again_is_accepted(clerk, faulty, tmp_path):
    do(clerk, f"{address(faulty)}confirm/")
    work_off()
    mended = tmp_path / "改好.xlsx"
    mended.write_bytes(clerk.get(f"{address(faulty)}returned/").content)
    book = openpyxl.load_workbook(mended)
    for row in book.active.iter_rows(min_row=2):
        if row[13].value == "渝示交罚〔2024〕000002号":
            row[2].value = penalty_files.credit_code(0)
        if row[13].value == "渝示交罚〔2024〕000003号":
            row[15].value = "车货总质量超过限值"
    book.save(mended)

    again = stored(clerk, mended)

    assert (again.accepted_count, again.refused_count) == (2, 0)
    assert Record.objects.in_force().count() == 3


def test_rows_copied_from_a_spreadsheet_can_be_pasted(clerk):
    table = [penalty_files.HEADINGS, *penalty_files.rows(2, firms=1, people=0)]

    do(clerk, NEW, template="penalty", pasted=pasted(table))
    work_off()

    batch = Batch.objects.get()
    assert (batch.channel, batch.accepted_count, batch.refused_count) == ("paste", 2, 0)
    assert batch.file_name.startswith("粘贴 ")
    assert "2 行都可以入库" in page(clerk, address(batch))


def test_a_file_and_a_paste_together_are_not_taken(clerk, tmp_path):
    path = three_rows(tmp_path / "处罚.xlsx")

    said = told(upload(clerk, path, pasted="某\t表"))

    assert "文件和粘贴只能选一种" in said
    assert not Batch.objects.exists()


def test_neither_a_file_nor_a_paste_is_asked_for(clerk):
    said = do(clerk, NEW, template="penalty", pasted=" \n")

    assert "请选择一个文件" in said


def test_the_same_file_twice_changes_nothing_and_says_so(clerk, tmp_path):
    path = three_rows(tmp_path / "处罚.xlsx")
    stored(clerk, path)

    said = told(upload(clerk, path))
    work_off()

    assert "同一份文件已经报送过（已入库），没有重复收录" in said
    assert Batch.objects.count() == 1
    assert Record.objects.count() == 3


def test_the_same_file_from_another_county_tells_nothing_of_the_first(clerk, neighbour, tmp_path):
    path = three_rows(tmp_path / "处罚.xlsx")
    stored(clerk, path)

    said = told(upload(neighbour, path))

    assert "同一份文件已由别的单位报送" in said
    assert "还没有报送过" in said


def test_a_form_sent_twice_makes_one_batch(clerk, tmp_path):
    once = {"nonce": uuid4().hex}
    upload(clerk, three_rows(tmp_path / "一.xlsx"), **once)
    other = penalty_files.write(
        tmp_path / "二.xlsx", penalty_files.rows(2, firms=1, people=0, seed=2)
    )

    said = told(upload(clerk, other, **once))

    assert "已经提交过一次" in said
    assert Batch.objects.count() == 1


def test_a_file_over_the_limit_is_refused_with_its_size(clerk, tmp_path, settings):
    settings.UPLOAD_LIMIT = 2000

    said = told(upload(clerk, three_rows(tmp_path / "处罚.xlsx")))

    assert "超过上限" in said
    assert not Batch.objects.exists()


def test_a_large_file_comes_in_through_the_disk(clerk, tmp_path, settings):
    settings.FILE_UPLOAD_MAX_MEMORY_SIZE = 1000

    batch = uploaded(clerk, three_rows(tmp_path / "处罚.xlsx"))

    assert batch.accepted_count == 3


def test_discarding_stores_nothing_and_keeps_the_line_in_the_history(clerk, faulty):
    said = do(clerk, f"{address(faulty)}discard/")

    assert "没有任何一行入库" in said
    assert not Record.objects.exists()
    assert "已放弃" in page(clerk, "/desk/imports/")
    assert "重新导入" in page(clerk, address(faulty))


def test_a_discarded_batch_cannot_be_confirmed_any_more(clerk, faulty):
    do(clerk, f"{address(faulty)}discard/")

    said = do(clerk, f"{address(faulty)}confirm/")

    assert "现在的状态下不能这样办理" in said
    assert not Record.objects.exists()


def test_a_stored_batch_is_withdrawn_whole_for_a_reason_that_stays_readable(clerk, faulty):
    do(clerk, f"{address(faulty)}confirm/")
    work_off()

    said = do(clerk, f"{address(faulty)}withdraw/", reason="报错了月份", nonce=uuid4().hex)

    assert "已整批撤回 1 条记录" in said
    assert "报错了月份" in said
    assert "示例home-clerk" in said
    assert not Record.objects.in_force().exists()
    assert "已撤回" in page(clerk, "/desk/imports/")


def test_nothing_is_withdrawn_without_a_reason(clerk, faulty):
    do(clerk, f"{address(faulty)}confirm/")
    work_off()

    said = do(clerk, f"{address(faulty)}withdraw/", reason=" ")

    assert "请写明理由" in said
    assert Record.objects.in_force().count() == 1


def test_after_the_term_only_the_city_withdraws(desk, clerk, faulty):
    do(clerk, f"{address(faulty)}confirm/")
    work_off()
    Batch.objects.update(stored_at="2024-01-01T00:00Z")

    late = do(clerk, f"{address(faulty)}withdraw/", reason="报错了月份")
    by_city = do(at_work(desk.city_clerk), f"{address(faulty)}withdraw/", reason="报错了月份")

    assert "只能由市级撤回" in late
    assert "已整批撤回 1 条记录" in by_city


def test_a_withdrawn_file_may_be_sent_again(clerk, tmp_path):
    path = three_rows(tmp_path / "处罚.xlsx")
    batch = stored(clerk, path)
    do(clerk, f"{address(batch)}withdraw/", reason="报错了月份")

    again = stored(clerk, path)

    assert again.pk != batch.pk
    assert Record.objects.in_force().count() == 3


def test_the_history_is_narrowed_by_each_field_of_its_form(clerk, faulty):
    asked = [
        ({"template": "penalty"}, {"template": "permit"}),
        ({"state": "checked"}, {"state": "stored"}),
        ({"place": "500101"}, {"place": "990101"}),
        ({"since": "2020-01-01"}, {"since": "2999-01-01"}),
        ({"until": "2999-01-01"}, {"until": "2020-01-01"}),
    ]

    found = [
        ("处罚.xlsx" in page(clerk, "/desk/imports/", **good), page(clerk, "/desk/imports/", **bad))
        for good, bad in asked
    ]

    assert all(hit for hit, _ in found)
    assert all("没有符合条件的批次" in miss for _, miss in found)


def test_the_empty_workbook_of_every_template_comes_back_as_no_rows(clerk, tmp_path):
    answer = clerk.get("/desk/imports/template/penalty/")
    path = tmp_path / "空表.xlsx"
    path.write_bytes(b"".join(answer.streaming_content))

    batch = uploaded(clerk, path)

    assert batch.state == "failed"
    assert "表头之下没有数据行" in page(clerk, address(batch))
    assert clerk.get("/desk/imports/template/no-such/").status_code == 404


def test_only_clerks_send(desk):
    evaluator = at_work(desk.evaluator)

    answers = [
        evaluator.get(NEW),
        evaluator.post(
            NEW, {"template": "penalty", "file": SimpleUploadedFile("a.csv", b"x"), "pasted": ""}
        ),
    ]

    assert [answer.status_code for answer in answers] == [403, 403]
    assert "归集岗" in answers[0].content.decode()


def test_another_countys_clerk_finds_no_batch_and_can_do_nothing_with_it(neighbour, faulty):
    steps = ["", "progress/", "returned/"]
    acts = ["confirm/", "discard/", "withdraw/"]

    looked = [neighbour.get(address(faulty) + step).status_code for step in steps]
    done = [neighbour.post(address(faulty) + act, {"reason": "某"}).status_code for act in acts]

    assert looked == [404] * 3
    assert done == [404] * 3
    assert "处罚.xlsx" not in page(neighbour, "/desk/imports/")
    assert Batch.objects.get().state == "checked"


def test_a_file_headed_by_field_codes_is_answered_in_the_templates_names(clerk, tmp_path):
    codes = ["CF_XDR_MC", "CF_XDR_LB", "CF_XDR_SHXYM", "CF_FRDB", "CF_WSH", "CF_WFXW", "CF_SY"]
    codes += ["CF_YJ", "CF_CFLB", "CF_NR", "CF_NR_FK", "CF_JDRQ", "CF_YXQ", "CF_CFJG"]
    codes += ["CF_CFJGDM", "CF_SJLY", "CF_SJLYDM"]
    [row] = penalty_files.rows(1, firms=1, people=0)
    row[2] = "91500101MAO000001Q"
    places = [0, 1, 2, 8, 13, 14, 15, 16, 17, 18, 19, 22, 23, 25, 26, 27, 28]

    do(clerk, NEW, template="penalty", pasted=pasted([codes, [row[at] for at in places]]))
    work_off()

    side = page(clerk, address(Batch.objects.get())).partition('id="side"')[2]
    assert "行政相对人代码_1(统一社会信用代码)" in side


def test_no_template_is_taken_for_granted(clerk, tmp_path):
    said = told(upload(clerk, three_rows(tmp_path / "处罚.xlsx"), template=""))

    assert "没有提交" in said
    assert not Batch.objects.exists()

"""Receipts and the archive on the desk: who is given what, and what the ledger says of it."""

import hashlib
import json
from datetime import date
from pathlib import Path

import pytest

from xinlu.accounts.models import AuditEntry
from xinlu.desk.tests.desk_cast import actor, at_work, do, page, speaking_for
from xinlu.evaluation import computing, editions, receipts, sealing, values
from xinlu.evaluation.models import Run, RunReceipt
from xinlu.evaluation.services import confirmations, runs
from xinlu.evaluation.tests.builders import Ledger, a_firm
from xinlu.rules.receipts import read

FOR = {"reason": "示例：委托第三方复算"}


@pytest.fixture
def publicised(desk):
    editions.seed()
    firm = a_firm("91500101MA00000002", "示例乙路桥有限公司", desk.home)
    ledger = Ledger(2023)
    ledger.firm(firm, "A")
    ledger.section(firm, "示例高速B1合同段", "4.2")
    run = runs.ask(
        None, by=actor(desk.evaluator), scheme="highway-construction", on=date(2023, 12, 31)
    )
    computing.compute(run.pk)
    run = Run.objects.get(pk=run.pk)
    for value in values.unconfirmed(run):
        confirmations.confirm(
            run.edition,
            by=actor(desk.approver),
            path=value.path,
            value=value.value,
            reason="示例：与公布的文本核对",
        )
    run = runs.propose(run, by=actor(desk.evaluator))
    return runs.publicise(run, by=actor(desk.approver), on=date(2024, 3, 1))


@pytest.fixture
def signed(publicised):
    sealing.seal(publicised.pk)
    return publicised


@pytest.fixture
def evaluator(desk):
    return at_work(desk.evaluator)


def of(run):
    return f"/desk/runs/{run.pk}/"


def exported(run):
    return AuditEntry.objects.filter(act="archive.export", target_id=str(run.pk)).count()


def test_the_archive_is_given_out_whole_for_a_purpose_and_noted(signed, evaluator):
    answer = evaluator.post(f"{of(signed)}archive/", FOR)

    content = b"".join(answer.streaming_content)
    held = RunReceipt.objects.get()
    assert hashlib.sha256(content).hexdigest() == held.statement["archive"]
    assert int(answer["Content-Length"]) == len(content) == held.size
    assert exported(signed) == 1


def test_the_archive_is_not_given_out_without_a_purpose_or_before_it_is_there(
    publicised, evaluator
):
    early = do(evaluator, f"{of(publicised)}archive/", **FOR)
    sealing.seal(publicised.pk)
    unsaid = do(evaluator, f"{of(publicised)}archive/", reason=" ")

    assert "还没有签发凭证" in early
    assert "请写明理由" in unsaid
    assert exported(publicised) == 0


def test_an_archive_that_is_altered_or_lost_is_told_in_words(signed, evaluator, settings):
    file = Path(settings.MEDIA_ROOT) / RunReceipt.objects.get().stored_name
    file.write_bytes(file.read_bytes()[:-1])
    altered = do(evaluator, f"{of(signed)}archive/", **FOR)
    file.unlink()
    lost = do(evaluator, f"{of(signed)}archive/", **FOR)

    assert "归档文件打不开" in altered
    assert "归档文件不在存储里" in lost
    assert exported(signed) == 0


def test_an_auditor_and_a_county_are_not_given_the_archive(signed, desk):
    for user in (desk.auditor, desk.home_clerk):
        client = at_work(user)

        assert client.post(f"{of(signed)}archive/", FOR).status_code == 403
        assert "导出归档" not in page(client, of(signed))

    assert exported(signed) == 0


def test_a_runs_page_tells_of_its_receipt_and_gives_it(publicised, evaluator):
    assert "正在签发" in page(evaluator, of(publicised))
    assert evaluator.get(f"{of(publicised)}receipt.json").status_code == 404
    sealing.seal(publicised.pk)

    shown = page(evaluator, of(publicised))
    given = read(evaluator.get(f"{of(publicised)}receipt.json").content.decode())

    assert given == receipts.of_run(publicised)
    assert given.statement.archive in shown
    assert "导出归档" in shown


def test_a_firm_takes_the_receipt_of_its_own_result(signed):
    result = signed.results.select_related("subject").get()
    firm = at_work(speaking_for(result.subject))
    address = f"/desk/results/{result.pk}/receipt.json"

    assert address in page(firm, "/desk/mine/")
    given = read(firm.get(address).content.decode())
    assert given == receipts.of_result(result)


def test_a_result_carries_a_code_that_leads_to_its_receipt(signed, client, evaluator):
    result = signed.results.get()
    receipt = receipts.of_result(result)
    address = f"/receipts/{signed.uid}/0/{receipts.code_of(receipt)}/"

    shown = page(evaluator, f"/desk/results/{result.pk}/")
    found = client.get(address)
    file = client.get(f"{address}receipt.json")

    assert address in shown
    assert receipt.statement.archive in shown
    assert "签发后没有改动" in found.content.decode()
    assert found["X-Robots-Tag"] == "noindex"
    assert json.loads(file.content) == receipt.written()


def test_the_page_of_a_receipt_taken_back_shows_no_result(signed, client, desk):
    receipt = receipts.of_result(signed.results.get())
    address = f"/receipts/{signed.uid}/0/{receipts.code_of(receipt)}/"
    runs.withdraw(signed, by=actor(desk.approver), reason="示例：输入有误")

    shown = client.get(address).content.decode()

    assert "已撤回" in shown
    assert receipt.result.entry.subject not in shown
    assert client.get(f"{address}receipt.json").status_code == 404


def test_a_receipt_is_not_found_without_its_code(signed, client):
    answer = client.get(f"/receipts/{signed.uid}/0/{'0' * 32}/")

    assert answer.status_code == 404
    assert "没有这份凭证" in answer.content.decode()

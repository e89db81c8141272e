"""Receipts on the public site: given out, checked, refused."""

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from xinlu.evaluation import sealing
from xinlu.evaluation.services import runs

PAGE = "/receipts/"


@pytest.fixture
def sealed(publicised, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "files"
    sealing.seal(publicised.pk)
    return publicised


@pytest.fixture
def given(client, sealed, firms) -> str:
    address = reverse("portal:receipt", args=["highway-construction", 2023, firms[1].uid])
    explained = reverse("portal:explanation", args=["highway-construction", 2023, firms[1].uid])
    assert address in client.get(explained).content.decode()
    return client.get(address).content.decode()


def test_a_receipt_given_out_checks_pasted_or_as_a_file(client, given):
    pasted = client.post(PAGE, {"text": given}).content.decode()
    sent = client.post(PAGE, {"file": SimpleUploadedFile("r.json", given.encode())})

    assert "签发后没有改动" in pasted
    assert "公示中" in pasted
    assert "签发后没有改动" in sent.content.decode()


def test_a_changed_receipt_is_not_to_be_believed(client, given):
    changed = json.loads(given)
    changed["result"]["grade"] = "AA"

    assert "不能采信" in client.post(PAGE, {"text": json.dumps(changed)}).content.decode()


def test_a_receipt_of_results_taken_back_says_so(client, given, sealed, approver):
    runs.withdraw(sealed, by=approver, reason="示例:输入有误")

    assert "已撤回" in client.post(PAGE, {"text": given}).content.decode()


@pytest.mark.parametrize("text", ["", "不是凭证", "x" * 70_000])
def test_what_is_no_receipt_is_refused_in_place(client, db, text):
    answer = client.post(PAGE, {"text": text})

    assert answer.status_code == 200
    assert "核验结果" not in answer.content.decode()


def test_a_file_too_large_is_refused(client, db):
    file = SimpleUploadedFile("r.json", b"x" * 70_000)

    assert "内容过长" in client.post(PAGE, {"file": file}).content.decode()


def test_the_keys_are_published(client, sealed):
    [key] = client.get("/receipts/keys.json").json()["keys"]

    assert key["id"] in client.get(PAGE).content.decode()

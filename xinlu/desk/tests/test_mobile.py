"""Forms from a phone, through the pages that a phone posts to."""

from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from xinlu.accounts.models import Authority
from xinlu.collection.models import Batch, Record
from xinlu.collection.services import checks, storing
from xinlu.collection.services.batches import resume_unfinished
from xinlu.collection.tests.checking_samples import FIRM, PERSON, a_penalty, of_a_person
from xinlu.desk.tests.desk_cast import at_work, page, work_off
from xinlu.exchange.models import FormPhoto, MobileForm
from xinlu.registry.models import Identifier, Link, Subject

ADDRESS = "/desk/m/penalty/penalty/"
OVERLOAD = "/desk/m/overload/overload/"
PICTURE = b"\xff\xd8\xff\xe0\x00\x04JF\xff\xda\x00\x02\x12\x34\xff\xd9"
#: The same picture as a camera gives it, with a note of where it was taken.
NOTED = PICTURE[:2] + b"\xff\xe1\x00\x0cExifGPS106" + PICTURE[2:] + b"motion"
HERE = {"latitude": "29.563012", "longitude": "106.551556", "accuracy": "12.4"}


def fields(row):
    """Return a row as a form's fields."""
    return {f"f_{key}": str(value) for key, value in row.items() if value is not None}


def sent(client, row, address=ADDRESS, *, uid=None, **more):
    """Post a form as the script does; the answer has its status and what it tells."""
    given = {"uid": str(uid or uuid4()), **fields(row), **more}
    return client.post(address, given, headers={"accept": "application/json"})


def own_office(desk):
    """Return the office of the clerk."""
    return Authority.objects.get(code=f"of-{desk.home.code}")


def a_vehicle(desk):
    """A lorry that is registered, with the firm that runs it."""
    firm = Subject.objects.create(
        kind="firm", name="示例货运有限公司", code=FIRM, home_place=desk.home,
        registered_on="2020-01-01",
    )  # fmt: skip
    lorry = Subject.objects.create(
        kind="vehicle", code="渝X10001/黄", home_place=desk.moxi, registered_on="2020-01-01"
    )
    for subject, scheme, number in (
        (firm, "credit-code", FIRM),
        (lorry, "plate", "渝X10001/黄"),
    ):
        Identifier.objects.create(subject=subject, scheme=scheme, lookup=number)
    Link.objects.create(kind="operator", of=firm, to=lorry)
    return lorry


def test_a_form_is_checked_stored_and_told_at_once(clerk):
    answer = sent(clerk, a_penalty())

    assert (answer.status_code, answer.json()["state"]) == (200, "stored")
    record = Record.objects.in_force().get()
    assert record.batch.channel == "h5"
    shown = page(clerk, answer.json()["url"])
    assert "已入库" in shown
    assert record.number in shown


def test_a_form_sent_again_is_one_record(clerk):
    uid = uuid4()
    first, second = sent(clerk, a_penalty(), uid=uid), sent(clerk, a_penalty(), uid=uid)

    assert first.json()["url"] == second.json()["url"]
    assert second.json()["state"] == "stored"
    assert (Batch.objects.count(), Record.objects.count(), MobileForm.objects.count()) == (1, 1, 1)


def test_a_form_that_was_stored_takes_no_other_content_under_its_number(clerk):
    uid = uuid4()
    sent(clerk, a_penalty(), uid=uid)

    answer = sent(clerk, a_penalty(remark="改过"), uid=uid)

    assert answer.status_code == 422
    assert "内容不能再改" in answer.json()["errors"][""][0]
    assert Record.objects.count() == 1


def test_a_refused_form_says_so_at_its_fields_and_is_sent_again_mended(clerk):
    uid = uuid4()
    refused = sent(clerk, a_penalty(fine="贰仟元", violation_facts=""), uid=uid)
    mended = sent(clerk, a_penalty(), uid=uid)

    assert refused.status_code == 422
    assert set(refused.json()["errors"]) == {"f_fine", "f_violation_facts"}
    assert "不是数字" in refused.json()["errors"]["f_fine"][0]
    assert mended.json()["state"] == "stored"
    assert MobileForm.objects.get().batch == Record.objects.get().batch


def test_without_script_the_form_comes_back_with_what_was_typed(clerk):
    answer = clerk.post(ADDRESS, {"uid": str(uuid4()), **fields(a_penalty(fine="贰仟元"))})

    assert answer.status_code == 422
    assert 'value="贰仟元"' in answer.content.decode()
    assert "不是数字" in answer.content.decode()


@pytest.mark.parametrize("part", ["check", "store"])
def test_what_a_dead_process_left_is_gone_on_with_once(clerk, part, monkeypatch):
    uid = uuid4()

    def dies(*args, **more):
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(*{"check": (checks, "finish"), "store": (storing, "store")}[part], dies)
        with pytest.raises(KeyboardInterrupt):
            sent(clerk, a_penalty(), uid=uid)
    assert not Record.objects.stored().exists()
    answer = sent(clerk, a_penalty(), uid=uid)

    assert answer.json()["state"] == "stored"
    assert (Record.objects.stored().count(), Batch.objects.count()) == (1, 1)


def test_the_worker_goes_on_with_a_form_whose_phone_never_came_back(clerk, monkeypatch):
    def dies(*args, **more):
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(storing, "store", dies)
        with pytest.raises(KeyboardInterrupt):
            sent(clerk, a_penalty())
    resume_unfinished()
    work_off()

    assert Record.objects.in_force().count() == 1


def test_a_decision_that_is_there_already_is_shown_beside_the_form(desk, clerk):
    other = at_work(desk.in_post("home-clerk-2", own_office(desk), "clerk"))
    sent(other, a_penalty())

    answer = sent(clerk, a_penalty(violation_facts="另一种说法"))

    assert (answer.status_code, answer.json()["state"]) == (422, "exists")
    assert "车货总质量超过限值" in answer.json()["html"]
    assert "另一种说法" in answer.json()["html"]
    assert Record.objects.count() == 1


def test_of_a_record_beyond_reach_nothing_is_shown(desk, clerk, neighbour):
    sent(neighbour, a_penalty())

    answer = sent(clerk, a_penalty())

    shown = answer.json()["html"]
    assert answer.json()["state"] == "exists"
    assert ("不在您的辖区" in shown) != ("看已入库的记录" in shown)


def test_known_fields_are_filled_in_by_source(desk, clerk):
    lorry = a_vehicle(desk)

    shown = page(clerk, OVERLOAD, subject=str(lorry.uid))

    for value in ("渝X10001", FIRM, "示例货运有限公司"):
        assert f'value="{value}"' in shown
    assert '<option value="黄" selected' in shown
    assert "已按主体登记填好" in shown
    assert "已按登记的车船经营人填好" in shown
    assert "已按您的单位填好" in shown


def test_a_plate_or_a_code_finds_who_is_on_the_road_wherever_they_are_at_home(desk, clerk):
    lorry = a_vehicle(desk)

    assert f"subject={lorry.uid}" in page(clerk, OVERLOAD, q="渝X10001")
    assert "示例货运有限公司" in page(clerk, "/desk/m/", q=FIRM)


def test_what_differs_from_what_is_known_waits_for_the_officers_word(desk, clerk):
    a_vehicle(desk)
    row = {
        "plate": "渝x10001", "plate_colour": "黄色", "decided_on": "2026-08-05",
        "document_number": "示交罚〔2026〕7号", "operator_code": FIRM, "operator": "示例运输公司",
    }  # fmt: skip
    uid = uuid4()

    asked = sent(clerk, row, OVERLOAD, uid=uid)
    before = Batch.objects.count()
    settled = sent(clerk, row, OVERLOAD, uid=uid, settled="1")

    assert (asked.status_code, asked.json()["state"], before) == (409, "differs", 0)
    assert "示例运输公司" in asked.json()["html"]
    assert "示例货运有限公司" in asked.json()["html"]
    assert "渝x10001" not in asked.json()["html"]
    assert settled.json()["state"] == "stored"


def test_photos_are_kept_sealed_without_the_cameras_notes_and_place_with_consent(desk, clerk):
    photo = SimpleUploadedFile("1.jpg", NOTED, "image/jpeg")
    answer = sent(clerk, a_penalty(), photos=photo, located_at="1790000000000", **HERE)

    kept = FormPhoto.objects.get()
    shown = page(clerk, answer.json()["url"])
    address = f"{answer.json()['url']}photos/{kept.pk}/"
    assert clerk.get(address).content == PICTURE
    assert at_work(desk.moxi_clerk).get(address).status_code == 404
    assert "29.563012" in shown
    assert "约 12 米" in shown


@pytest.mark.parametrize(
    ("photo", "why"),
    [(b"no picture", "不是完整的 JPEG"), (PICTURE + b"\0" * 3_200_000, "最大 3 MB")],
)
def test_a_photo_that_cannot_be_kept_refuses_the_form_and_nothing_is_received(clerk, photo, why):
    answer = sent(clerk, a_penalty(), photos=SimpleUploadedFile("1.jpg", photo))

    assert why in answer.json()["errors"][""][0]
    assert not Batch.objects.exists()


def test_a_persons_number_stands_nowhere_in_plain(clerk):
    answer = sent(clerk, of_a_person())

    assert answer.json()["state"] == "stored"
    assert PERSON not in answer.json()["html"]
    assert PERSON not in page(clerk, answer.json()["url"])
    assert PERSON not in page(clerk, "/desk/m/")


def test_another_officers_form_and_another_post_are_turned_away(desk, clerk):
    uid = uuid4()
    sent(clerk, a_penalty(), uid=uid)
    other = at_work(desk.in_post("home-clerk-2", own_office(desk), "clerk"))

    assert "另一位" in sent(other, a_penalty(), uid=uid).json()["errors"][""][0]
    assert sent(at_work(desk.auditor), a_penalty()).status_code == 403
    assert at_work(desk.moxi_clerk).get(f"/desk/m/sent/{uid}/").status_code == 404
    assert sent(Client(), a_penalty()).status_code == 401


def test_nothing_of_what_was_stored_comes_back_once_it_was_withdrawn(clerk):
    uid = uuid4()
    sent(clerk, a_penalty(), uid=uid)
    batch = Batch.objects.get()
    clerk.post(f"/desk/imports/{batch.uid}/withdraw/", {"reason": "示例", "nonce": "a"})

    answer = sent(clerk, a_penalty(), uid=uid)

    assert answer.json()["state"] == "withdrawn"
    assert Batch.objects.count() == 1


def test_each_officer_has_a_draft_key_of_their_own(desk, clerk, neighbour):
    first, again, other = (
        client.get("/desk/m/state/").json()["key"] for client in (clerk, clerk, neighbour)
    )

    assert first == again != other
    assert len(bytes.fromhex(first)) == 32

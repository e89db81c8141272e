from datetime import UTC, date, datetime

import pytest
from django.core.cache import cache
from django.utils.timezone import localdate

from xinlu.accounts.models import Place
from xinlu.collection.models import Record
from xinlu.evaluation import computing
from xinlu.evaluation.models import Run
from xinlu.evaluation.services import runs
from xinlu.evaluation.tests.builders import a_batch, a_driver, a_record, a_vehicle
from xinlu.evaluation.tests.conftest import (  # noqa: F401
    announced,
    approver,
    city,
    commission,
    confirm_all,
    confirmed,
    county,
    evaluator,
    firms,
    ledger,
    lines,
    proposed,
    publicised,
    run,
    seeded,
    trial,
)
from xinlu.registry import grams
from xinlu.registry.models import Identifier, Subject

STORED = datetime(2026, 9, 28, 0, 30, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _nothing_kept():
    cache.clear()


def known(subject: Subject, scheme: str = "credit-code") -> Subject:
    """Let the subject be found, as registration does."""
    Identifier.objects.create(subject=subject, scheme=scheme, lookup=subject.code)
    if subject.name:
        grams.write([(subject.pk, subject.name)])
    return subject


def a_permit(subject: Subject, number: str = "示交许〔2026〕1 号", **fields) -> Record:
    day = date(2026, 3, 2)
    batch = fields.pop("batch", None) or a_batch(
        "permit", stored_at=STORED, accepted_count=1, state=fields.pop("batch_state", "stored")
    )
    values = {
        "permit_name": "道路运输经营许可证",
        "permit_content": "道路普通货物运输",
        "document_number": number,
        "decided_by": "示例市示例一区交通运输委员会",
        "valid_from": day.isoformat(),
        "valid_until": "2099-12-31",
        "state": "1",
        "representative_id_number": "500101199003070009",
    } | fields.pop("values", {})
    given = {"happened_on": day, "number": number} | fields
    return a_record(batch, subject, "permit", values, **given)


def a_penalty(subject: Subject, number: str = "示交罚〔2026〕9 号", **fields) -> Record:
    batch = a_batch("penalty")
    values = {"document_number": number, "illegal_fact": "未按规定"}
    given = {"happened_on": date(2026, 4, 2), "number": number} | fields
    return a_record(batch, subject, "penalty", values, **given)


def publish(scheme, on, evaluator, approver, day=None) -> Run:  # noqa: F811
    """Take an evaluation from being asked for to publicity."""
    asked = runs.ask(None, by=evaluator, scheme=scheme, on=on)
    computing.compute(asked.pk)
    computed = Run.objects.get(pk=asked.pk)
    confirm_all(computed, approver)
    waiting = runs.propose(computed, by=evaluator)
    return runs.publicise(waiting, by=approver, on=day or localdate())


@pytest.fixture
def findable(firms):  # noqa: F811
    return [known(firm) for firm in firms]


@pytest.fixture
def truck(county):  # noqa: F811
    vehicle = a_vehicle("渝X12345/黄")
    Subject.objects.filter(pk=vehicle.pk).update(home_place=county)
    vehicle.refresh_from_db()
    return known(vehicle, "plate")


@pytest.fixture
def listed_truck(seeded, truck, evaluator, approver):  # noqa: F811
    batch = a_batch("overload")
    for month in (1, 3, 5, 7):
        number = f"示超罚〔2025〕{month} 号"
        day = date(2025, month, 10)
        a_record(batch, truck, "overload", {}, happened_on=day, number=number)
    publish("overload", date(2025, 12, 31), evaluator, approver)
    return truck


@pytest.fixture
def graded_driver(seeded, evaluator, approver):  # noqa: F811
    driver = known_driver("示例李四", "500101199003070009")
    values = {"first_issued": "2020-05-01", "prior_grade": "AA"}
    a_record(a_batch("driver"), driver, "driver", values)
    publish("driver", date(2024, 6, 30), evaluator, approver)
    return driver


def known_driver(name: str, licence: str) -> Subject:
    driver = a_driver(licence, name)
    grams.write([(driver.pk, name)])
    return driver


@pytest.fixture
def tiles(county):  # noqa: F811
    Place.objects.filter(pk=county.pk).update(short_name="一区", map_row=0, map_column=2)
    return Place.objects.create(
        code="990102",
        name="示例二县",
        short_name="二县",
        level=Place.Level.COUNTY,
        parent=county.parent,
        map_row=1,
        map_column=0,
    )

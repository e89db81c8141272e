"""The interface is as it is described: requests drawn from its OpenAPI description, sane and odd.

`XINLU_REQUESTS` says how many for each operation.
"""

import os
from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st
from schemathesis.specs.openapi import checks

from xinlu.collection.models import Record
from xinlu.collection.templates import load_template
from xinlu.exchange.tests.systems import Systems, penalties, post, shown, work
from xinlu.wsgi import application

REQUESTS = int(os.environ.get("XINLU_REQUESTS", "20"))
CHECKS = [
    schemathesis.checks.not_a_server_error,
    checks.status_code_conformance,
    checks.content_type_conformance,
    checks.response_schema_conformance,
]
OPERATIONS = [
    ("POST", "/api/v1/batches"),
    ("GET", "/api/v1/batches/{uid}"),
    ("GET", "/api/v1/batches/{uid}/rows"),
    ("GET", "/api/v1/templates"),
    ("GET", "/api/v1/templates/{code}"),
    ("GET", "/api/v1/records"),
    ("POST", "/api/v1/records/{uid}/corrections"),
    ("GET", "/api/v1/corrections/{uid}"),
]


@pytest.fixture
def systems(db, settings, tmp_path) -> Systems:
    settings.MEDIA_ROOT = tmp_path / "files"
    settings.API_RATE = 10**9
    return Systems()


@pytest.fixture
def known(systems) -> dict[str, str]:
    """What there is to ask for: a stored batch, and a template."""
    sent = post(systems.moxi_system, {"template": "penalty", "rows": penalties(3)})
    work()
    record = Record.objects.order_by("pk")[0]
    return {"uid": sent.json()["uid"], "code": "penalty", "record": str(record.uid)}


@pytest.fixture
def _open_database(known) -> Iterator[None]:
    """Keep the database open between requests.

    Django's own client lets it be closed again after its requests, and so goes first.
    """
    signals = (request_started, request_finished)
    for signal in signals:
        signal.disconnect(close_old_connections)
    yield
    for signal in signals:
        signal.connect(close_old_connections)


def made_likely(case: Any, draw: st.DataObject, known: dict[str, str]) -> None:
    """Let half of the requests be about what there is, with fields that the template knows."""
    for name in case.path_parameters or {}:
        if draw.draw(st.booleans()):
            case.path_parameters[name] = known[name]
    body = case.body if case.method == "POST" else None
    if isinstance(body, dict) and "changes" in body:
        if draw.draw(st.booleans()):
            body["cause"] = "entry"
            fine = draw.draw(st.sampled_from([1, 0.2, -1, None, "约"]))
            body["changes"] = {"罚款金额(万元)": fine}
    elif isinstance(body, dict) and draw.draw(st.booleans()):
        body["template"] = "penalty"
        fields = [each.name for each in load_template("penalty").sheets[0].fields]
        for row in body.get("rows") or []:
            for name in list(row):
                row[draw.draw(st.sampled_from(fields))] = row[name]


@pytest.mark.slow
@pytest.mark.usefixtures("_open_database")
@pytest.mark.parametrize(("method", "path"), OPERATIONS)
def test_no_request_meets_an_error_of_ours_or_an_answer_that_is_not_described(
    systems, known, method, path
):
    if "records/{uid}" in path:
        known = known | {"uid": known["record"]}
    described = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", application)
    operation = described[path][method]
    headers = {"Authorization": shown(systems.moxi_system)}
    answered = []

    @seed(1)
    @settings(
        max_examples=REQUESTS,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy(), draw=st.data())
    def ask(case: Any, draw: st.DataObject) -> None:
        made_likely(case, draw, known)
        response = case.call(headers=headers)
        case.validate_response(response, checks=CHECKS, headers=headers)
        answered.append(response.status_code)

    ask()

    assert len(answered) >= min(REQUESTS, 1)
    assert described.raw_schema["openapi"].startswith("3.1")

"""Through a workbook, the interface, the inbox and a phone's form every row meets the same fate.

One generated file a template: rows with which nothing is wrong, and one for every rule broken.
"""

from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
import xlsxwriter
from django.db import transaction
from django.utils import timezone
from django.utils.timezone import localdate

from tests.broken_rows import rows_of
from xinlu.accounts.actors import SYSTEM
from xinlu.accounts.acts import Refused
from xinlu.accounts.models import Role
from xinlu.collection.checking import REFUSAL_CODES
from xinlu.collection.grids import refusals_of
from xinlu.collection.models import Batch, Record
from xinlu.collection.services import batches, checks, correcting, storing
from xinlu.collection.templates import Template, codes, load_template
from xinlu.desk.mobile_fields import PREFIX
from xinlu.desk.tests.desk_cast import Desk, at_work
from xinlu.exchange.services.dropping import Looks, look, prepare
from xinlu.exchange.tests.systems import Systems, get, post, work

YEAR = 2024


def write(path: Path, template: Template, rows: dict[str, Any], author: str) -> Path:
    """Write the rows as a workbook with every column of the template."""
    with xlsxwriter.Workbook(path) as book:
        book.set_properties({"author": author})
        for sheet in template.sheets:
            page = book.add_worksheet(sheet.title)
            for place, each in enumerate(sheet.fields):
                page.write(0, place, each.name)
                for number, (row, _) in enumerate(rows[sheet.key], 1):
                    if each.key in row:
                        page.write(number, place, row[each.key])
    return path


def told(batch: Batch) -> dict[str, Any]:
    """Return all that a sender reads of a checked batch."""
    checked = (Batch.State.CHECKED, Batch.State.STORED)
    assert batch.state in checked, (batch.state, batch.failure)
    counts = [batch.row_count, batch.accepted_count, batch.refused_count]
    refusals = [
        (each.sheet, each.row, each.column, each.code, each.value, each.message)
        for each in refusals_of(batch)
    ]
    return {"counts": counts, "refusals": refusals}


@pytest.fixture
def systems(db, settings, tmp_path) -> Systems:
    settings.MEDIA_ROOT, settings.INBOX_DIR = tmp_path / "files", tmp_path / "inbox"
    return Systems()


def by_workbook(path: Path, template: Template) -> Batch:
    batch = batches.receive(
        None, by=SYSTEM, template=template.code, file_name=path.name, content=path,
        on=localdate(), year=YEAR, channel="command",
    )  # fmt: skip
    return checks.check(batch)


def by_interface(systems: Systems, template: Template, rows: dict[str, Any]) -> Batch:
    sheets = {key: [row for row, _ in each] for key, each in rows.items()}
    body = {"template": template.code, "year": YEAR, "sheets": sheets}
    answer = post(systems.yundu_system, body)
    assert answer.status_code == 202, answer.content.decode()
    work()
    return Batch.objects.get(uid=answer.json()["uid"])


def by_inbox(systems: Systems, template: Template, rows: dict[str, Any]) -> Batch:
    folder, looks = prepare(systems.yundu_system), Looks()
    name = f"{YEAR}年度报送.xlsx"
    write(folder / "in" / template.code / name, template, rows, "another")
    for minute in (1, 2):
        look(timezone.now() + timedelta(minutes=minute), looks)
        work()
    return Batch.objects.get(channel="inbox")


@pytest.mark.parametrize("code", codes())
def test_what_was_stored_is_read_again_as_it_stands_so_that_it_can_be_corrected(
    systems, tmp_path, code
):
    template = load_template(code)
    right = {
        key: [(row, why) for row, why in each if not why] for key, each in rows_of(template).items()
    }

    batch = by_workbook(write(tmp_path / f"{YEAR}年度.xlsx", template, right, "one"), template)
    if not batch.accepted_count:
        pytest.skip("its rows speak of somebody who has to be known before")
    storing.store(batches.confirm(batch, by=SYSTEM, queue=False))

    assert Record.objects.in_force().exists()
    for record in Record.objects.all():
        with pytest.raises(Refused) as told:
            correcting.examine(record, correcting.plain_values(record), on=localdate())
        assert told.value.code == "correction-nothing", told.value.params


@pytest.mark.slow
@pytest.mark.parametrize("code", codes())
def test_each_way_in_gives_every_row_the_same_result_in_the_same_words(
    systems,
    tmp_path,
    code,
):
    template = load_template(code)
    rows = rows_of(template)

    book = write(tmp_path / f"{YEAR}年度.xlsx", template, rows, "one")
    workbook = by_workbook(book, template)
    interface = by_interface(systems, template, rows)
    inbox = by_inbox(systems, template, rows)

    assert told(interface) == told(workbook)
    assert told(inbox) == told(workbook)
    found = {(sheet, row): set() for sheet, row, *_ in told(workbook)["refusals"]}
    for sheet, row, _, why, _, message in told(workbook)["refusals"]:
        found[sheet, row].add(why)
        assert why in REFUSAL_CODES
        assert "……" not in message
    for sheet in template.sheets:
        for number, (row, why) in enumerate(rows[sheet.key], 2):
            assert not why or why in found.get((sheet.title, number), set()), (row, why)
    page = get(systems.yundu_system, f"batches/{interface.uid}/rows", limit=1000).json()
    counts = [item["outcome"] for item in page["items"]]
    assert (len(counts), counts.count("refused")) == (interface.row_count, interface.refused_count)


def by_form(clerk: Any, template: Template, sheet: str, row: dict[str, Any]) -> Batch:
    """Send a row as a phone does, by an officer who stands by what they filled in."""
    fields = {
        f"{PREFIX}{key}": f"{value:g}" if isinstance(value, float) else str(value)
        for key, value in row.items()
        if value is not None
    }
    answer = clerk.post(
        f"/desk/m/{template.code}/{sheet}/",
        {"uid": str(uuid4()), "year": YEAR, "settled": "1", **fields},
        headers={"accept": "application/json"},
    )
    assert answer.json()["url"], answer.content.decode()
    return Batch.objects.get(channel="h5", forms__uid=answer.json()["url"].split("/")[-2])


@pytest.mark.slow
@pytest.mark.parametrize("code", codes())
def test_a_form_from_a_phone_meets_the_fate_of_its_row_in_a_workbook(systems, tmp_path, code):
    template = load_template(code)
    rows = rows_of(template)
    clerk = at_work(Desk.in_post("phone-clerk", systems.yundu_transport, Role.CLERK))
    whole = told(by_workbook(write(tmp_path / f"{YEAR}年度.xlsx", template, rows, ""), template))

    for sheet in template.sheets:
        leans = any(kind.through for kind in sheet.kinds)
        for number, (row, _) in enumerate(rows[sheet.key], 2):
            workbook = whole
            if leans:  # on a row of another sheet, which a form does not bring
                path = tmp_path / f"{YEAR}年度{sheet.key}{number}.xlsx"
                lone = {key: [(row, "")] if key == sheet.key else [] for key in rows}
                workbook = told(by_workbook(write(path, template, lone, path.name), template))
            alone = [
                (title, 2, *rest)
                for title, at, *rest in workbook["refusals"]
                # A form has one row, which repeats no other.
                if (title, at) == (sheet.title, 2 if leans else number) and rest[1] != "duplicate"
            ]
            with transaction.atomic():
                found = told(by_form(clerk, template, sheet.key, row))
                transaction.set_rollback(True)
            assert found["refusals"] == alone, row
            assert found["counts"] == [1, int(not alone), int(bool(alone))]

"""Through a workbook, the interface and the inbox every row meets the same fate, in the same words.

One generated file a template: rows with which nothing is wrong, and one for every rule broken.
"""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from django.utils import timezone
from django.utils.timezone import localdate

from tests.broken_rows import rows_of
from xinlu.accounts.actors import SYSTEM
from xinlu.accounts.acts import Refused
from xinlu.collection.checking import REFUSAL_CODES
from xinlu.collection.grids import refusals_of
from xinlu.collection.models import Batch, Record
from xinlu.collection.services import batches, checks, correcting, storing
from xinlu.collection.templates import Template, codes, load_template
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
    assert batch.state == Batch.State.CHECKED, (batch.state, batch.failure)
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

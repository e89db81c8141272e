"""Fill a bare database with many fictional firms and their ledger, for trials of long runs."""

from datetime import date
from itertools import islice

from xinlu.collection.models import Record
from xinlu.evaluation.tests.builders import RECEIVED, Ledger
from xinlu.registry.models import Subject

YEAR = 2023


def fill(count: int) -> None:
    """Store `count` firms, each with two sections and a few records."""
    day = date(YEAR, 1, 1)
    firms = Subject.objects.bulk_create(
        Subject(
            kind=Subject.Kind.FIRM,
            name=f"示例{number}路桥有限公司",
            code=f"91500101MA{number:08d}",
            registered_on=day,
        )
        for number in range(count)
    )
    ledger = Ledger(YEAR)
    rows = (row for number, firm in enumerate(firms) for row in records(ledger, firm, number))
    while chunk := list(islice(rows, 2000)):
        Record.objects.bulk_create(chunk)


def records(ledger: Ledger, firm: Subject, number: int):
    """Yield the firm's records, not yet stored."""
    day = date(YEAR, 1 + number % 12, 1 + number % 28)
    for section in range(2):
        name = f"示例{number}-{section}合同段"
        values = {"section": name, "contract_price": str(1 + (number + section) % 7)}
        yield record(ledger, firm, "section", values, f"{number}-s{section}")
        values = {
            "section": name,
            "behaviour_code": "GLSG2-2-1",
            "points": str(1 + number % 9),
            "recognised_on": day.isoformat(),
        }
        yield record(ledger, firm, "performance", values, f"{number}-p{section}", day)


def record(ledger: Ledger, firm: Subject, sheet: str, values: dict, key: str, day=None) -> Record:
    """Return one record, not yet stored."""
    return Record(
        batch=ledger.batch,
        subject=firm,
        item_code="EV-TEST",
        template="highway-ledger",
        sheet=sheet,
        sheet_name=sheet,
        row=1,
        values=values,
        key=key,
        year=YEAR,
        happened_on=day,
        received_at=RECEIVED,
    )

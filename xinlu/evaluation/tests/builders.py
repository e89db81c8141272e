"""Records of fictional subjects, as an import would have stored them."""

from datetime import UTC, date, datetime
from itertools import count

from xinlu.accounts.models import Place
from xinlu.collection.models import Batch, Record
from xinlu.registry import sealing
from xinlu.registry.models import Identifier, Subject

RECEIVED = datetime(2024, 1, 15, 2, 0, tzinfo=UTC)
_numbers = count(1)


def a_batch(template: str, **fields) -> Batch:
    number = next(_numbers)
    given = {
        "template": template,
        "template_digest": "0" * 64,
        "item_code": "EV-TEST",
        "channel": "command",
        "file_name": f"示例{template}{number}.xlsx",
        "digest": f"{number:064d}",
        "stored_name": f"{number}.xlsx",
        "state": Batch.State.STORED,
        "sent_at": RECEIVED,
        "stored_at": RECEIVED,
        "as_of": date(2024, 1, 15),
    }
    return Batch.objects.create(**given | fields)


def a_firm(code: str, name: str = "示例路桥有限公司", home: Place | None = None) -> Subject:
    return Subject.objects.create(
        kind=Subject.Kind.FIRM,
        name=name,
        code=code,
        home_place=home,
        registered_on=date(2023, 1, 1),
    )


def a_vehicle(code: str) -> Subject:
    return Subject.objects.create(
        kind=Subject.Kind.VEHICLE, code=code, registered_on=date(2023, 1, 1)
    )


def a_driver(licence: str, name: str = "示例甲") -> Subject:
    subject = Subject.objects.create(
        kind=Subject.Kind.PERSON, name=name, registered_on=date(2023, 1, 1)
    )
    identifier = Identifier(
        subject=subject,
        scheme="practitioner",
        lookup=sealing.lookup_of("practitioner", licence),
    )
    identifier.token = sealing.seal(licence, scheme="practitioner", uid=identifier.uid.hex)
    identifier.save()
    return subject


def a_record(batch: Batch, subject: Subject, sheet: str, values: dict, **fields) -> Record:
    number = next(_numbers)
    given = {
        "item_code": batch.item_code,
        "template": batch.template,
        "sheet_name": sheet,
        "row": number,
        "key": f"{number:064d}",
        "received_at": RECEIVED,
    }
    return Record.objects.create(
        batch=batch, subject=subject, sheet=sheet, values=values, **given | fields
    )


def a_penalty(
    firm, cause: str, number: str, *, on=date(2024, 6, 1), batch=None, **fields
) -> Record:
    values = {"violation_type": cause, "penalty_kinds": "罚款", "fine": "0.3"}
    batch = batch or a_batch("penalty")
    return a_record(batch, firm, "penalty", values, happened_on=on, number=number, **fields)


class Ledger:
    """A highway ledger (公路施工信用评价台账) of one year, row by row."""

    def __init__(self, year: int = 2023) -> None:
        self.year = year
        self.batch = a_batch("highway-ledger", year=year)

    def firm(self, subject: Subject, prior: str = "") -> Record:
        values = {"credit_code": subject.code, "firm_name": subject.name}
        return self._row(subject, "firm", values | ({"prior_grade": prior} if prior else {}))

    def section(self, subject: Subject, name: str, price: str) -> Record:
        return self._row(subject, "section", {"section": name, "contract_price": price})

    def bid(self, subject: Subject, bid: str, code: str, points: str = "", on=None) -> Record:
        return self._behaviour(subject, "bid", {"bid": bid}, code, points, on)

    def performance(
        self, subject: Subject, section: str, code: str, points: str = "", on=None
    ) -> Record:
        return self._behaviour(subject, "performance", {"section": section}, code, points, on)

    def other(self, subject: Subject, code: str, points: str = "", on=None) -> Record:
        return self._behaviour(subject, "other", {}, code, points, on)

    def _behaviour(self, subject, sheet, values, code, points, on) -> Record:
        day = on or date(self.year, 6, 1)
        values = values | {"behaviour_code": code, "recognised_on": day.isoformat()}
        if points:
            values["points"] = points
        return self._row(subject, sheet, values, happened_on=day)

    def _row(self, subject: Subject, sheet: str, values: dict, **fields) -> Record:
        return a_record(self.batch, subject, sheet, values, year=self.year, **fields)


class Schools:
    """Driving schools in the general ledger, each better than the one before."""

    def __init__(self, count: int) -> None:
        self.batch = a_batch("assessment")
        self.firms = [a_firm(f"9150010{n}MA0000010{n}", f"示例{n}号驾校") for n in range(count)]
        for number, firm in enumerate(self.firms, 1):
            figures = {"city": "示例市", "marks": "900", "second": "90", "third": "90"}
            self.add(firm, "subject")
            for name, value in (figures | {"first": str(number)}).items():
                self.figure(firm, name, value)

    def figure(self, firm, name: str, value: str):
        return self.add(firm, "quantity", name=name, value=value)

    def add(self, firm, sheet: str, **said: str):
        values = {"category": "机动车驾驶员培训机构", "year": "2023", **said}
        return a_record(self.batch, firm, sheet, values, year=2023)

"""What the offices of the city send, and on which day: the whole traffic of three years."""

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import pairwise

from xinlu.collection.templates import load_template
from xinlu.desk.demo import assessments, clocked, deeds, ledgers, roads
from xinlu.desk.demo.cast import Cast
from xinlu.desk.demo.deeds import Decision, Row
from xinlu.desk.demo.mishaps import with_mishaps
from xinlu.desk.demo.sending import Sending
from xinlu.desk.demo.slips import mistyped
from xinlu.desk.demo.world import Office, draw
from xinlu.desk.demo.writing import REGISTER, STYLES, Style

#: Of refused rows, so many are put right and sent again with the next file.
_MENDED = 0.8
#: Days after which the offices of the city itself send.
_CENTRAL_DELAY = 8
#: Of so many firms the register of market regulation tells of one.
_ENTERED = 3


def everything(cast: Cast) -> list[Sending]:
    """Return all that is sent, in the order in which it comes in."""
    found = [
        *_registers(cast),
        *_decided(cast, "permit", deeds.permits(cast)),
        *_decided(cast, "penalty", deeds.penalties(cast)),
        *_points(cast),
        *_overloads(cast),
        *_yearly(cast),
        *clocked.publicised(cast),
    ]
    return sorted(with_mishaps(cast.world, found), key=lambda each: each.at)


def style_of(office: Office) -> Style:
    """Return how an office writes: always in its own way."""
    return STYLES[sum(map(int, office.place_code)) % len(STYLES)]


def _registers(cast: Cast) -> Iterator[Sending]:
    """Yield the registers of vehicles and drivers, by county, and later additions."""
    world = cast.world
    first = world.since + timedelta(days=4)
    for place in world.counties:
        office = world.office_of(place.code)
        rows = [
            roads.vehicle_row(each)
            for each in cast.vehicles
            if each.operator.place_code == place.code and each.first_registered <= first
        ]
        yield _sending(cast, first, office, "vehicle", "营运车辆名册", rows, REGISTER)
        rows = [
            roads.driver_row(each)
            for each in cast.drivers
            if each.place_code == place.code and each.first_issued <= first
        ]
        yield _sending(cast, first, office, "driver", "驾驶员名册", rows, REGISTER)
    centre = world.offices["demo-road-transport-centre"]
    later = [roads.driver_row(one) for one in cast.drivers if one.first_issued > first]
    on = date(2024, 10, 15)
    yield _sending(cast, on, centre, "driver", "新增驾驶员名册2024", later, REGISTER)
    entered = [firm for firm in cast.firms[::_ENTERED] if not firm.registration]
    entries = [roads.entry_row(number, firm) for number, firm in enumerate(entered)]
    on = date(2025, 9, 10)
    yield Sending(on, centre, "entity", "登记注册信息2025", {"entity": entries}, REGISTER)


def _decided(cast: Cast, template: str, decisions: dict[str, list[Decision]]) -> Iterator[Sending]:
    """Yield the files of penalties or permits of each office, one a period."""
    world = cast.world
    title = load_template(template).title
    for code, found in decisions.items():
        office = world.offices[code]
        rng = draw(template, code)
        owed: list[Row] = []
        before: list[Row] = []
        for first, last in world.periods:
            rows = [each.row for each in found if first <= each.on <= last]
            sent, refused = _with_slips(cast, template, office, rows, f"{last}")
            again = (
                rng.sample(before, min(len(before), 1)) if world.carelessness(office) > 0.02 else []
            )
            least, most = world.delay(office)
            is_last = last == world.until
            waits = is_last and office.place_name in world.waiting and template == "penalty"
            if sent or owed:
                yield Sending(
                    last + timedelta(days=rng.randint(least, most)),
                    office,
                    template,
                    f"{title}{last:%Y年%m月}",
                    {template: [*owed, *sent, *again]},
                    style_of(office),
                    "waiting" if waits else "stored",
                )
            owed = [row for row in refused if rng.random() < _MENDED]
            before = rows


def _with_slips(
    cast: Cast, template: str, office: Office, rows: list[Row], what: str
) -> tuple[list[Row], list[Row]]:
    """Return the rows as the clerk typed them, and those of which the slip will be refused."""
    rng, share = draw("slips", template, office.code, what), cast.world.carelessness(office)
    sent, refused = [], []
    for row in rows:
        if rng.random() < share:
            refused.append(row)
            sent.append(mistyped(rng, template, row))
        else:
            sent.append(row)
    return sent, refused


def _sending(
    cast: Cast,
    on: date,
    office: Office,
    template: str,
    name: str,
    rows: list[Row],
    style: Style | None = None,
) -> Sending:
    """Return a file of one sheet with the slips of its office."""
    sent, _ = _with_slips(cast, template, office, rows, name)
    sheet = load_template(template).sheets[0].key
    return Sending(on, office, template, name, {sheet: sent}, style or style_of(office))


def _points(cast: Cast) -> Iterator[Sending]:
    """Yield the driver points of the city, one file a period."""
    office = cast.world.offices["demo-road-transport-centre"]
    noted = roads.points(cast)
    for first, last in cast.world.periods:
        rows = [row for day, _, row in noted if first <= day <= last]
        # Nobody's points are noted before the register knows the driver.
        on = last + timedelta(days=_CENTRAL_DELAY)
        name = f"诚信考核计分{last:%Y年%m月}"
        yield _sending(cast, on, office, "driver-points", name, rows, REGISTER)


def _overloads(cast: Cast) -> Iterator[Sending]:
    """Yield the overload penalties of the corps, one file a quarter."""
    world = cast.world
    office = world.offices["demo-enforcement"]
    found = roads.overloads(cast)
    starts = [
        date(y, m, 1) for y in range(world.since.year, world.until.year + 1) for m in (1, 4, 7, 10)
    ]
    for first, following in pairwise([*starts, date(world.until.year + 1, 1, 1)]):
        if rows := [row for day, row in found if first <= day < following]:
            on = following + timedelta(days=_CENTRAL_DELAY)
            name = f"超限超载处罚{first.year}年第{(first.month + 2) // 3}季度"
            yield _sending(cast, on, office, "overload", name, rows, STYLES[0])


def _yearly(cast: Cast) -> Iterator[Sending]:
    """Yield what is sent once a year: figures of transport firms, and the ledgers."""
    world = cast.world
    centre = world.offices["demo-highway-centre"]
    for year in range(world.since.year, world.until.year):
        for place, rows in roads.firm_years(cast, year).items():
            office = world.office_of(place)
            on = date(year + 1, 1, 25) + timedelta(days=world.delay(office)[0])
            name = f"年度考核基础数据{year}"
            yield _sending(cast, on, office, "firm-year", name, rows)
            _, refused = _with_slips(cast, "firm-year", office, rows, name)
            if refused:
                # Without its figures a firm cannot be assessed: these are all put right.
                mended, later = {"firm-year": refused}, on + timedelta(days=7)
                style = style_of(office)
                yield Sending(later, office, "firm-year", f"{name}（更正）", mended, style)
        for place, sheets in assessments.ledgers(cast, year).items():
            office = world.office_of(place)
            on = date(year + 1, 2, 5) + timedelta(days=world.delay(office)[0])
            name = f"信用评价台账{year}"
            yield Sending(on, office, "assessment", name, sheets, STYLES[0])
    for year in range(world.since.year, world.until.year + 1):
        # The year under way is recorded as far as it has come.
        on = min(date(year + 1, 2, 20), world.until + timedelta(days=_CENTRAL_DELAY))
        sheets = ledgers.ledger(cast, year).sheets
        name = f"公路施工企业信用评价台账{year}"
        yield Sending(on, centre, "highway-ledger", name, sheets, STYLES[0])

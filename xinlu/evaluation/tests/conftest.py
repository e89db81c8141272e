from datetime import date

import pytest

from xinlu.accounts.actors import Actor, Post
from xinlu.accounts.models import Authority, Line, Place, Role, User
from xinlu.evaluation import computing, editions
from xinlu.evaluation.editions import Standard
from xinlu.evaluation.models import Edition, Result, Run
from xinlu.evaluation.services import confirmations, runs
from xinlu.evaluation.tests.builders import Ledger, Schools, a_batch, a_firm, a_record

YEAR_END = date(2023, 12, 31)


def an_officer(name: str, role: str, authority: Authority, place_ids=None, line_ids=None) -> Actor:
    user = User.objects.create(username=name, name=name)
    return Actor(
        kind="officer",
        id=str(user.pk),
        name=name,
        roles=frozenset({role}),
        place_ids=place_ids,
        line_ids=line_ids,
        user=user,
        authority=authority,
        posts=(Post(role, place_ids, line_ids),),
        place=authority.place,
    )


@pytest.fixture
def city(db):
    return Place.objects.create(code="990000", name="示例市", level=Place.Level.CITY)


@pytest.fixture
def county(city):
    return Place.objects.create(
        code="990101", name="示例一区", level=Place.Level.COUNTY, parent=city
    )


@pytest.fixture
def commission(city):
    return Authority.objects.create(code="SL-JT", name="示例市交通运输委员会", place=city)


@pytest.fixture
def lines(db):
    codes = ("highway-construction", "road-transport")
    return {code: Line.objects.create(code=code, name=code) for code in codes}


@pytest.fixture
def seeded(lines):
    return editions.seed()


@pytest.fixture
def evaluator(commission):
    return an_officer("评价岗甲", Role.EVALUATOR, commission)


@pytest.fixture
def approver(commission):
    return an_officer("审定岗乙", Role.APPROVER, commission)


@pytest.fixture
def county_evaluator(commission, county):
    return an_officer("区县评价岗", Role.EVALUATOR, commission, frozenset({county.pk}))


@pytest.fixture
def firms(db, county):
    """A firm that did well, one that lost points on two sections, one with nothing to evaluate."""
    return (
        a_firm("91500101MA00000001", "示例甲路桥有限公司", county),
        a_firm("91500101MA00000002", "示例乙路桥有限公司", county),
        a_firm("91500101MA00000003", "示例丙路桥有限公司"),
    )


@pytest.fixture
def ledger(firms):
    good, bad, idle = firms
    ledger = Ledger(2023)
    for firm, prior in ((good, "A"), (bad, "A"), (idle, "")):
        ledger.firm(firm, prior)
    ledger.section(good, "示例高速A1合同段", "3")
    ledger.section(bad, "示例高速B1合同段", "4.2")
    ledger.section(bad, "示例高速B2合同段", "2.8")
    ledger.bid(bad, "SL-001", "GLSG1-2-4", "20", date(2023, 6, 1))
    ledger.bid(bad, "SL-002", "GLSG1-2-6", "6", date(2023, 6, 2))
    ledger.performance(bad, "示例高速B1合同段", "GLSG2-2-1", "10", date(2023, 6, 3))
    ledger.performance(bad, "示例高速B1合同段", "GLSG2-2-2", "7", date(2023, 6, 4))
    ledger.performance(bad, "示例高速B2合同段", "GLSG2-2-3", "25", date(2023, 6, 5))
    ledger.other(bad, "GLSG3-7", "1", date(2023, 6, 6))
    return ledger


@pytest.fixture
def run(seeded, ledger, evaluator):
    return runs.ask(None, by=evaluator, scheme="highway-construction", on=YEAR_END)


@pytest.fixture
def trial(run):
    computing.compute(run.pk)
    return Run.objects.get(pk=run.pk)


def result_of(run: Run, subject) -> Result:
    return run.results.select_related("run__edition", "subject").get(subject=subject)


def evaluated(evaluator, scheme: str, on: date) -> Run:
    run = runs.ask(None, by=evaluator, scheme=scheme, on=on)
    computing.compute(run.pk)
    return Run.objects.get(pk=run.pk)


def confirm_all(run: Run, by: Actor) -> None:
    for value in runs.values.unconfirmed(run):
        confirmations.confirm(
            run.edition, by=by, path=value.path, value=value.value, reason="示例:与原文核对"
        )


@pytest.fixture
def confirmed(trial, approver):
    confirm_all(trial, approver)
    return trial


@pytest.fixture
def proposed(confirmed, evaluator):
    return runs.propose(confirmed, by=evaluator)


@pytest.fixture
def publicised(proposed, approver):
    return runs.publicise(proposed, by=approver, on=date(2024, 3, 1))


@pytest.fixture
def announced(publicised, approver):
    return runs.announce(publicised, by=approver, on=date(2024, 3, 18))


@pytest.fixture
def goods_standard(seeded) -> Standard:
    return editions.standard(Edition.objects.get(scheme="dangerous-goods-firm"))


@pytest.fixture
def goods_firm(db, county):
    firm = a_firm("91500101MA00000011", "示例危险品运输有限公司", county)
    batch = a_batch("assessment", year=2024)
    a_record(batch, firm, "subject", {"category": "道路危险货物运输企业"}, year=2024)
    figures = a_batch("firm-year", year=2024)
    numbers = {"vehicles": "10", "accidents": "0", "deaths": "0", "injuries": "0"}
    a_record(figures, firm, "firm-year", numbers, year=2024)
    a_record(
        batch,
        firm,
        "quantity",
        {"category": "道路危险货物运输企业", "name": "pollutions", "value": "0"},
        year=2024,
    )
    return firm


@pytest.fixture
def schools(db):
    return Schools(10)

from datetime import date

import pytest
from django.core import serializers
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from xinlu.accounts.acts import NotPermitted, Refused, SamePerson
from xinlu.accounts.models import AuditEntry, Role
from xinlu.collection import selectors as collection
from xinlu.collection.models import Record
from xinlu.evaluation import editions
from xinlu.evaluation.facts import facts_for, population
from xinlu.evaluation.models import Result
from xinlu.evaluation.tests.builders import a_firm, a_penalty
from xinlu.evaluation.tests.conftest import an_officer
from xinlu.registry import grams, likeness
from xinlu.registry import selectors as registry
from xinlu.registry.models import FormerName, Identifier, Link, Merging, Subject
from xinlu.registry.services import links, mergings, renaming

pytestmark = pytest.mark.django_db
ON = date(2024, 12, 31)
WHY = "示例：同一营业执照"


@pytest.fixture
def clerk(commission):
    return an_officer("报送岗", Role.CLERK, commission)


@pytest.fixture
def reviewer(commission):
    return an_officer("审核岗", Role.REVIEWER, commission)


def merged(subject, into, clerk, reviewer) -> Merging:
    asked = mergings.propose(None, by=clerk, subject=subject, into=into, reason=WHY)
    return mergings.merge(asked, by=reviewer, reason=WHY)


def undone(merging, clerk, reviewer) -> Merging:
    asked = mergings.propose_undoing(merging, by=clerk, reason=WHY)
    return mergings.undo(asked, by=reviewer, reason=WHY)


def refused(code: str):
    return pytest.raises(Refused, check=lambda said: said.code == code)


def fresh(subject: Subject) -> Subject:
    return Subject.objects.select_related("survivor").get(pk=subject.pk)


def test_records_results_ties_numbers_and_facts_follow_and_come_back(
    firms, trial, clerk, reviewer, evaluator
):
    good, bad, _ = firms
    Identifier.objects.create(subject=bad, scheme="credit-code", lookup=bad.code)
    grams.write([(bad.pk, bad.name)])
    vehicle = Subject.objects.create(kind="vehicle", code="示A00001/黄", registered_on=ON)
    links.link(bad, to=vehicle, kind="owner", since=None, source="test", by=clerk)
    standard = editions.standard(trial.edition)
    own = len(collection.records_of(good, evaluator))
    [alone] = (f for s, f in facts_for(standard, date(2023, 12, 31), [good]))

    merging = merged(bad, good, clerk, reviewer)

    assert registry.by_identifier("credit-code", bad.code) == good
    assert registry.by_uid(bad.uid) == good
    assert registry.find("示例乙路桥") == [good]
    assert len(collection.records_of(good, evaluator)) == own + 9
    assert [tie.to for tie in registry.links_of(good, on=ON)] == [vehicle]
    assert good in population(standard, date(2023, 12, 31))
    assert bad not in population(standard, date(2023, 12, 31))
    [both] = (f for s, f in facts_for(standard, date(2023, 12, 31), [good]))
    assert len(both.units) == len(alone.units) + 4  # two sections, two bids
    assert Result.objects.filter(subject=bad).count() == 1

    undone(merging, clerk, reviewer)

    assert registry.by_identifier("credit-code", bad.code) == bad
    assert len(collection.records_of(good, evaluator)) == own
    [again] = (f for s, f in facts_for(standard, date(2023, 12, 31), [good]))
    assert again == alone


def test_what_comes_in_under_an_old_code_follows_and_goes_back_with_it(
    firms, clerk, reviewer, evaluator
):
    good, bad, _ = firms
    merging = merged(bad, good, clerk, reviewer)

    late = a_penalty(bad, "示例案由", "示罚〔2024〕1号")

    assert late in collection.records_of(fresh(good), evaluator)
    undone(merging, clerk, reviewer)
    assert late not in collection.records_of(fresh(good), evaluator)
    assert late in collection.records_of(fresh(bad), evaluator)


def test_a_merging_needs_a_second_officer_and_so_does_its_undoing(firms, commission):
    good, bad, _ = firms
    one = an_officer("审核岗甲", Role.REVIEWER, commission)
    other = an_officer("审核岗乙", Role.REVIEWER, commission)
    asked = mergings.propose(None, by=one, subject=bad, into=good, reason=WHY)

    for act in (mergings.merge, mergings.refuse):
        with pytest.raises(SamePerson):
            act(asked, by=one, reason=WHY)
    done = mergings.merge(asked, by=other, reason=WHY)
    undoing = mergings.propose_undoing(done, by=other, reason=WHY)
    for act in (mergings.undo, mergings.keep):
        with pytest.raises(SamePerson):
            act(undoing, by=other, reason=WHY)
    kept = mergings.keep(undoing, by=one, reason=WHY)

    assert kept.state == Merging.State.MERGED
    assert fresh(bad).standing == good
    assert [entry.act for entry in AuditEntry.objects.order_by("pk")] == [
        "merging.propose",
        "merging.merge",
        "merging.propose_undoing",
        "merging.keep",
    ]


def test_what_cannot_be_one_is_refused_with_a_reason_each(firms, clerk, reviewer, commission, city):
    good, bad, elsewhere = firms
    driver = Subject.objects.create(kind="person", name="示例甲", registered_on=ON)
    there = an_officer("外县", Role.CLERK, commission, frozenset({city.pk}))

    for code, subject, into, reason in (
        ("same-subject", good, good, WHY),
        ("kinds-differ", driver, good, WHY),
        ("reason-missing", bad, good, " "),
    ):
        with refused(code):
            mergings.propose(None, by=clerk, subject=subject, into=into, reason=reason)
    with pytest.raises(NotPermitted):
        mergings.propose(None, by=there, subject=bad, into=good, reason=WHY)
    merged(bad, good, clerk, reviewer)
    with refused("not-standing"):
        mergings.propose(None, by=clerk, subject=elsewhere, into=bad, reason=WHY)
    assert Merging.objects.count() == 1


def test_a_former_name_finds_the_subject_and_the_days_are_kept(firms, clerk):
    firm, other, _ = firms
    told = {"by": clerk, "source": "示例：变更登记", "today": ON}
    Identifier.objects.create(subject=firm, scheme="plate", lookup="示A00001/黄")

    renaming.rename(firm, name="示例新江路桥有限公司", on=date(2024, 5, 1), **told)
    with refused("name-before"):
        renaming.rename(firm, name="示例再江路桥有限公司", on=date(2024, 4, 1), **told)
    with refused("day-ahead"):
        renaming.rename(firm, name="示例再江路桥有限公司", on=date(2025, 4, 1), **told)
    number = renaming.end_number(firm.identifiers.get(), by=clerk, until=date(2024, 6, 1), today=ON)
    Identifier.objects.create(subject=other, scheme="plate", lookup="示A00001/黄")

    assert registry.find("示例新江") == [firm]
    [former] = FormerName.objects.all()
    assert (former.name, former.until) == ("示例甲路桥有限公司", date(2024, 5, 1))
    assert number.until == date(2024, 6, 1)
    assert registry.by_identifier("plate", "示A00001/黄") == other


def test_likely_pairs_are_found_by_rule_and_not_again_once_decided(county, clerk, reviewer):
    first = a_firm("91500101MA00000021", "示例同名运输有限公司", county)
    second = a_firm("91500102MA00000021", "示例同名运输有限公司", county)
    third = a_firm("91500101MA00000031", "示例旧名运输有限公司", county)
    told = {"by": clerk, "source": "示例", "today": ON}
    renaming.rename(third, name="示例今名运输有限公司", on=ON, **told)
    fourth = a_firm("91500101MA00000041", "示例旧名运输有限公司", county)
    fifth = a_firm("93500101MA00000041", "示例改制运输有限公司", county)

    found = {(one.subject, one.into, one.rule) for one in likeness.likely(clerk)}
    mergings.tell_apart(None, by=clerk, subject=second, into=first, reason=WHY)

    assert found == {
        (second, first, "same-name"),
        (fourth, third, "former-name"),
        (fifth, fourth, "same-body"),
    }
    assert len(likeness.likely(clerk)) == 2


def everything() -> str:
    """Return every row that a merging must leave as it is, and who stands for whom."""
    kinds = (Record, Result, Link, Identifier, FormerName, Subject)
    rows = [row for kind in kinds for row in kind.objects.order_by("pk")]
    return serializers.serialize("json", rows)


STEPS = st.lists(st.tuples(st.booleans(), st.integers(0, 4), st.integers(0, 4)), max_size=12)


@settings(
    max_examples=10,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(steps=STEPS, order=st.randoms())
def test_mergings_and_undoings_in_any_order_leave_everything_as_it_was(
    five, clerk, reviewer, steps, order
):
    """After each step the pointers follow from the mergings in force; after all undoings, nothing
    differs from the beginning, and of the ledger's entries none changed."""
    with transaction.atomic():
        walk(five, clerk, reviewer, steps, order)
        transaction.set_rollback(True)


def walk(five, clerk, reviewer, steps, order):
    before = everything()
    ledger = list(AuditEntry.objects.order_by("pk").values())
    held: list[Merging] = []
    for undoes, one, other in steps:
        if undoes and held:
            undone(held.pop(one % len(held)), clerk, reviewer)
        elif one != other:
            subject, into = fresh(five[one]), fresh(five[other])
            if subject.survivor is None and into.survivor is None:
                held.append(merged(subject, into, clerk, reviewer))
        chain = {one.subject_id: one.into_id for one in held}
        for firm in five:
            last = firm.pk
            while last in chain:
                last = chain[last]
            assert fresh(firm).standing.pk == last

    order.shuffle(held)
    for merging in held:
        undone(merging, clerk, reviewer)

    assert everything() == before
    assert list(AuditEntry.objects.order_by("pk").values())[: len(ledger)] == ledger


@pytest.fixture
def five(trial, firms, county):
    """The firms of a run, with results, and two more with a record each."""
    more = [a_firm(f"9150010{n}MA00000051", f"示例第{n}运输有限公司", county) for n in (1, 2)]
    for number, firm in enumerate(more):
        a_penalty(firm, "示例案由", f"示罚〔2024〕{number}号")
    return [*firms, *more]

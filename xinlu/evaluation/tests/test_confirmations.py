import pytest

from xinlu.accounts.acts import NotPermitted, Refused
from xinlu.accounts.models import AuditEntry, Role
from xinlu.evaluation.models import Confirmation, Edition
from xinlu.evaluation.services import confirmations
from xinlu.evaluation.tests.conftest import an_officer
from xinlu.evaluation.values import unverified

pytestmark = pytest.mark.django_db
PATH = "parameters.rounding_decimals"


@pytest.fixture
def edition(seeded):
    return Edition.objects.get(scheme="highway-construction")


def refused(code: str):
    return pytest.raises(Refused, check=lambda said: said.code == code)


def confirm(edition, by, **changes):
    given = {"path": PATH, "value": "2", "reason": "示例:与原文附件核对"}
    return confirmations.confirm(edition, by=by, **given | changes)


def test_an_approver_confirms_a_value_beside_the_edition(edition, approver):
    before = (edition.hash, edition.canonical)

    done = confirm(edition, approver)

    edition.refresh_from_db()
    assert (done.path, done.value, done.by) == (PATH, "2", approver.user)
    assert (edition.hash, edition.canonical) == before
    assert PATH in unverified(edition)
    assert AuditEntry.objects.filter(act="value.confirm").count() == 1


def test_only_the_demo_citys_confirmations_are_fictional(edition, approver, settings):
    real = confirm(edition, approver)
    settings.JURISDICTION = "demo"

    demo = confirm(edition, approver, path="parameters.rounding_mode", value="half-up")

    assert (real.is_fictional, demo.is_fictional) == (False, True)


def test_an_evaluator_does_not_confirm(edition, evaluator):
    with pytest.raises(NotPermitted):
        confirm(edition, evaluator)


def test_a_county_does_not_confirm(edition, commission, county):
    there = an_officer("区县审定岗", Role.APPROVER, commission, frozenset({county.pk}))

    with refused("city-only"):
        confirm(edition, there)


def test_another_value_needs_another_edition(edition, approver):
    with refused("other-value") as said:
        confirm(edition, approver, value="3")

    assert said.value.params["held"] == "2"


def test_a_value_that_is_verified_has_nothing_to_confirm(edition, approver):
    with refused("not-unverified"):
        confirm(edition, approver, path="bands.AA")


def test_a_confirmation_says_from_where(edition, approver):
    with refused("reason-needed"):
        confirm(edition, approver, reason="  ")


def test_a_value_is_confirmed_once(edition, approver):
    confirm(edition, approver)

    with refused("confirmed-before"):
        confirm(edition, approver)

    assert Confirmation.objects.count() == 1

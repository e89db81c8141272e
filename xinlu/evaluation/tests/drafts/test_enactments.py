"""A draft's approval, which makes it an edition that comes into force on its day."""

from datetime import date

import pytest

from xinlu.accounts.acts import NotPermitted, SamePerson
from xinlu.accounts.models import AuditEntry
from xinlu.accounts.seeding import SeedRefused
from xinlu.evaluation import editions
from xinlu.evaluation.models import Draft, Edition
from xinlu.evaluation.services import enactments
from xinlu.evaluation.tests.drafting import (
    AFTER,
    DAY,
    refusal,
    unverified,
)


def test_approval_makes_an_edition_that_is_in_force_from_its_day(proposed, base, approver):
    paths = unverified(proposed)

    approved = enactments.approve(proposed, by=approver, on=AFTER, unverified=paths)

    assert approved.state == Draft.State.APPROVED
    assert editions.in_force("highway-construction", date(2026, 12, 31)) == base
    assert editions.in_force("highway-construction", DAY) == approved.edition
    assert editions.hash_of(approved.edition.canonical) == approved.edition.hash
    assert AuditEntry.objects.filter(act="draft.approve").count() == 1


def test_nobody_approves_what_they_wrote_or_proposed(proposed, evaluator, approver):
    Draft.objects.update(author=approver.user)

    with refusal(SamePerson):
        enactments.approve(proposed, by=approver, on=AFTER, unverified=unverified(proposed))
    with refusal(NotPermitted):
        enactments.approve(proposed, by=evaluator, on=AFTER, unverified=[])

    assert Edition.objects.filter(edition=DAY).count() == 0


def test_no_unverified_value_is_approved_unsaid(proposed, approver):
    with refusal() as refused:
        enactments.approve(proposed, by=approver, on=AFTER, unverified=[])

    assert refused.value.code == "unverified-unsaid"


@pytest.mark.parametrize(
    ("on", "code"), [(DAY, "day-too-soon"), (date(2028, 1, 1), "day-too-soon")]
)
def test_nothing_comes_into_force_on_the_day_of_approval_or_before(proposed, approver, on, code):
    with refusal() as refused:
        enactments.approve(proposed, by=approver, on=on, unverified=unverified(proposed))

    assert refused.value.code == code


def test_a_day_has_one_edition(proposed, base, approver):
    Edition.objects.create(
        scheme=base.scheme, edition=DAY, title="示例", basis="示例", hash="0" * 64
    )

    with refusal() as refused:
        enactments.approve(proposed, by=approver, on=AFTER, unverified=unverified(proposed))

    assert refused.value.code == "day-taken"


def test_a_file_of_the_same_day_that_says_otherwise_is_refused_aloud(
    proposed, approver, base, settings, tmp_path
):
    enactments.approve(proposed, by=approver, on=AFTER, unverified=unverified(proposed))
    path = tmp_path / "2027-01-01.yaml"
    path.write_text(base.source.replace("2021-10-20", "2027-01-01"), encoding="utf-8")

    same = editions._seed_one(path)
    path.write_text(
        path.read_text(encoding="utf-8").replace("from: 95", "from: 96").replace("95,", "96,"),
        encoding="utf-8",
    )

    assert same.same == 1
    with pytest.raises(SeedRefused, match="approved on the desk"):
        editions._seed_one(path)

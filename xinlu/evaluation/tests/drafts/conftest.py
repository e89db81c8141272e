"""A draft of the highway edition, as far as it has come."""

import pytest

from xinlu.accounts.models import Role
from xinlu.evaluation.models import DraftReview, Edition
from xinlu.evaluation.services import consultations, enactments
from xinlu.evaluation.services import drafts as services
from xinlu.evaluation.tests.conftest import an_officer
from xinlu.evaluation.tests.drafting import AFTER, ASKED, DAY, reviewed, tried


@pytest.fixture
def base(seeded):
    return Edition.objects.get(scheme="highway-construction")


@pytest.fixture
def draft(base, evaluator):
    return services.make(
        base, by=evaluator, title="示例修订草案", purpose="示例：按新规则调整", day=DAY
    )


@pytest.fixture
def legal(commission):
    return an_officer("审核岗丙", Role.REVIEWER, commission)


@pytest.fixture
def asked(draft, evaluator, commission):
    return consultations.ask(
        draft, by=evaluator, on=ASKED, days=7, asked=[commission], is_public=True
    )


@pytest.fixture
def in_review(asked, evaluator):
    return enactments.submit(asked, by=evaluator, on=AFTER)


@pytest.fixture
def proposed(in_review, legal, evaluator):
    for kind in DraftReview.Kind:
        reviewed(in_review, legal, kind)
    tried(in_review)
    return enactments.propose(in_review, by=evaluator, on=AFTER)

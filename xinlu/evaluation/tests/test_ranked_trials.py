"""Trials of drafts by which subjects are ranked among each other."""

from datetime import date

import pytest

from xinlu.evaluation import computing, editions, peers
from xinlu.evaluation.models import Trial
from xinlu.evaluation.services import trials
from xinlu.evaluation.tests.conftest import YEAR_END
from xinlu.evaluation.tests.drafting import a_draft, stricter
from xinlu.evaluation.trials import computing as trying
from xinlu.rules import archive

pytestmark = pytest.mark.django_db


@pytest.fixture
def asked(seeded, schools, evaluator):
    draft = a_draft(stricter, scheme="driver-training")
    return trials.ask(None, by=evaluator, draft=draft, on=YEAR_END, today=date(2026, 11, 24))


def test_a_draft_is_tried_among_peers_that_are_kept_and_tells_why_somebody_moves(asked, schools):
    trying.compute(asked.pk)

    trial = Trial.objects.get(pk=asked.pk)
    [moved] = trial.moves.all()
    assert (trial.state, trial.subject_count) == (Trial.State.DONE, 10)
    assert (moved.subject, moved.old_place, moved.new_place) == (schools.firms[2], "AAA", "AA")
    assert (moved.how, moved.paths) == ("alone", ["limits.DT-LAST-20"])
    old, new = peers.of_trial(trial)
    assert len(old["first-place"]["示例市",]) == 10
    assert old == new
    rulebook = editions.standard(trial.base).rulebook
    assert computing.strictly(rulebook, archive.facts(moved.inputs), old).grade == "AAA"


def test_a_trial_that_was_killed_goes_on_among_the_peers_that_it_had(asked, monkeypatch):
    def killed(*_):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(trying.Computation, "write", killed)
        with pytest.raises(KeyboardInterrupt):
            trying.compute(asked.pk)
    before = peers.TrialPeers.objects.values().get()
    monkeypatch.setattr(peers, "of_all", killed)

    trying.compute(asked.pk)

    trial = Trial.objects.get(pk=asked.pk)
    assert (trial.state, trial.moves.count()) == (Trial.State.DONE, 1)
    assert peers.TrialPeers.objects.values().get() == before

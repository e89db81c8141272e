"""Whatever the rulebook and the facts: reasons add up, every line has words, no record vanishes."""

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from xinlu.rules import Facts, FactsError, Rulebook, Verdict, judge, population_peers, read_text
from xinlu.rules.editions import written
from xinlu.rules.tests.agreement.kinds import a_list, an_account, people
from xinlu.rules.tests.agreement.populations import a_population
from xinlu.rules.tests.agreement.rulebooks import a_rulebook
from xinlu.rules.unread import read_codes
from xinlu.rules.wording import KINDS, ignored_sentence, notice_sentence, sentence

SEEDS = st.integers(0, 10**6)
#: A whole population is judged for each example, so fewer examples do.
SOME = settings(
    max_examples=max(10, settings.default.max_examples // 3),
    deadline=None,
    suppress_health_check=list(HealthCheck),
)


def verdicts(rulebook: Rulebook, population: list[Facts]) -> list[tuple[Facts, Verdict]]:
    """Judge everyone who can be judged."""
    peers = population_peers(rulebook, population)
    found = []
    for facts in population:
        try:
            found.append((facts, judge(rulebook, facts, peers)))
        except FactsError:
            continue
    return found


def told(verdict: Verdict) -> list[str]:
    """Return everything that a verdict says, in words."""
    return [
        *(KINDS[reason.kind] + sentence(reason) for reason in verdict.reasons),
        *map(notice_sentence, verdict.warnings),
        *map(ignored_sentence, verdict.ignored),
    ]


@SOME
@given(a_rulebook(), SEEDS)
def test_the_reasons_of_a_score_of_any_shape_add_up(tree, seed: int):
    rulebook = read_text(written(tree))

    judged = verdicts(rulebook, a_population(tree, seed, 8))

    for _, verdict in judged:
        assert verdict.score is None or sum(r.total for r in verdict.reasons) == verdict.score
        assert all(told(verdict))


@SOME
@given(a_rulebook(), SEEDS)
def test_no_record_vanishes_or_is_told_twice(tree, seed: int):
    rulebook = read_text(written(tree))
    measured = read_codes(rulebook)

    judged = verdicts(rulebook, a_population(tree, seed, 8))

    for facts, verdict in judged:
        named = {event for reason in verdict.reasons for event in reason.events}
        ignored = [each.event for each in verdict.ignored]
        noted = {notice.event for notice in verdict.warnings}
        mute = {event.key for event in facts.events if event.code not in measured}
        assert mute <= named | set(ignored) | noted
        assert len(ignored) == len(set(ignored))
        assert not named & set(ignored)


@SOME
@given(an_account(), SEEDS)
def test_the_reasons_of_any_account_add_up_to_its_balance(tree, seed: int):
    rulebook = read_text(written(tree))

    judged = verdicts(rulebook, people(tree, seed, 8))

    for _, verdict in judged:
        assert verdict.score is None or sum(r.total for r in verdict.reasons) == verdict.score
        assert all(told(verdict))


@SOME
@given(a_list(), SEEDS)
def test_a_candidate_of_any_list_has_enough_records_on_the_day(tree, seed: int):
    rulebook = read_text(written(tree))

    judged = verdicts(rulebook, people(tree, seed, 8))

    for facts, verdict in judged:
        assert all(told(verdict))
        assert verdict.candidate_since is None or verdict.candidate_since <= facts.on
        inside = [reason for reason in verdict.reasons if reason.kind == "effect"]
        assert len(inside) == verdict.measures["count"]

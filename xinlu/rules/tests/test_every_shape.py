"""Whatever the rulebook and the facts: reasons add up, every line has words, no record vanishes."""

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from xinlu.rules import Facts, FactsError, Rulebook, Verdict, judge, population_peers, read_text
from xinlu.rules.editions import written
from xinlu.rules.tests.agreement.kinds import a_list, an_account, people
from xinlu.rules.tests.agreement.populations import a_population
from xinlu.rules.tests.agreement.rulebooks import a_rulebook
from xinlu.rules.unread import asked_components, read_codes
from xinlu.rules.wording import KINDS, ignored_sentence, notice_sentence, sentence

SEEDS = st.integers(0, 10**6)
#: A whole population is judged for each example, so fewer examples do.
SOME = settings(
    max_examples=max(10, settings.default.max_examples // 3),
    deadline=None,
    # Shrinking judges hundreds of populations more, and takes minutes.
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
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


def of_parts(rulebook: Rulebook) -> frozenset[str]:
    """Return the codes of components that conditions or measures ask for: no line says so."""
    parts = asked_components(rulebook)
    return frozenset(code for code, item in rulebook.items.items() if item.component in parts)


def adds_up(verdict: Verdict) -> bool:
    """Tell whether the reasons add up to the score, and everything is said in words."""
    whole = verdict.score is None or sum(r.total for r in verdict.reasons) == verdict.score
    return whole and all(told(verdict))


def told(verdict: Verdict) -> list[str]:
    """Return everything that a verdict says, in words."""
    return [
        *(KINDS[reason.kind] + sentence(reason) for reason in verdict.reasons),
        *map(notice_sentence, verdict.warnings),
        *map(ignored_sentence, verdict.ignored),
    ]


@SOME
@given(a_rulebook(), SEEDS)
def test_a_score_of_any_shape_adds_up_and_no_record_vanishes_or_is_told_twice(tree, seed: int):
    rulebook = read_text(written(tree))
    silent = read_codes(rulebook) | of_parts(rulebook)

    judged = verdicts(rulebook, a_population(tree, seed, 8))

    for facts, verdict in judged:
        named = {event for reason in verdict.reasons for event in reason.events}
        # A record may start a ban and yet not count in its component.
        scoring = {e for reason in verdict.reasons if reason.kind != "ban" for e in reason.events}
        ignored = [each.event for each in verdict.ignored]
        noted = {notice.event for notice in verdict.warnings}
        mute = {event.key for event in facts.events if event.code not in silent}
        assert adds_up(verdict)
        assert mute <= named | set(ignored) | noted
        assert len(ignored) == len(set(ignored))
        assert not scoring & set(ignored)


@SOME
@given(an_account() | a_list(), SEEDS)
def test_an_account_adds_up_and_a_candidate_has_enough_records_on_the_day(tree, seed: int):
    rulebook = read_text(written(tree))

    judged = verdicts(rulebook, people(tree, seed, 8))

    for facts, verdict in judged:
        assert adds_up(verdict)
        assert verdict.candidate_since is None or verdict.candidate_since <= facts.on
        if rulebook.candidates:
            inside = [reason for reason in verdict.reasons if reason.kind == "effect"]
            assert len(inside) == verdict.measures["count"]

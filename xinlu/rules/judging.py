"""One subject, one rulebook, every reason."""

from xinlu.rules.language import Facts, Rulebook, Verdict


def judge(rulebook: Rulebook, facts: Facts) -> Verdict:
    """Return the verdict of the rulebook on the facts; raise `FactsError` if they do not fit it."""
    raise NotImplementedError(rulebook, facts)

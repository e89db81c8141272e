"""Claim: a subject of 200 records is judged in milliseconds, so that no run needs a cache.

Judges a road builder of 200 records over ten contract sections by the national rulebook, with all
reasons. Baseline: the sum of the same exact fractions, section by section, without a reason. A
judgement costs some tens of such sums; for that it tells what each record did, by which clause.
"""

import argparse
from datetime import date, timedelta
from fractions import Fraction
from pathlib import Path

from _measure import percentile, repeated, say

from xinlu.rules import Event, Facts, Unit, judge, read_rulebook

RULEBOOK = Path(__file__).parents[1] / (
    "jurisdictions/national/rulebooks/highway-construction/2021-10-20.yaml"
)
SECTIONS = 10


def a_builder(events: int) -> Facts:
    """Return a firm with this many records, spread over its sections."""
    units = tuple(Unit("section", f"{n}标", "", Fraction(n + 1)) for n in range(SECTIONS))
    told = tuple(
        Event(
            key=f"r{n}",
            code="GLSG2-2-2",
            on=date(2023, 1, 1) + timedelta(days=n % 365),
            points=Fraction(n % 7 + 1, 10),
            unit=f"{n % SECTIONS}标",
        )
        for n in range(events)
    )
    return Facts("示例路桥有限公司", on=date(2023, 12, 31), units=units, events=told)


def plain_sum(facts: Facts) -> Fraction:
    """Sum the points of each section and weigh them, which any judge must do at least."""
    lost = {unit.key: Fraction(0) for unit in facts.units}
    for event in facts.events:
        lost[str(event.unit)] += event.points or 0
    weights = {unit.key: unit.weight or Fraction(1) for unit in facts.units}
    scored = sum((100 - lost[key]) * weight for key, weight in weights.items())
    return Fraction(scored) / sum(weights.values())


def main() -> None:
    """Measure both and print the ratio."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--events", type=int, default=200)
    parser.add_argument("--times", type=int, default=300)
    options = parser.parse_args()
    rulebook, facts = read_rulebook(RULEBOOK), a_builder(options.events)
    verdict = judge(rulebook, facts)
    judged = repeated(lambda: judge(rulebook, facts), options.times)
    summed = repeated(lambda: plain_sum(facts), options.times)
    for title, seconds in (("judge", judged), ("plain sum", summed)):
        say(
            f"{title:<10} median {percentile(seconds, 0.5) * 1000:7.2f} ms"
            f"   worst {max(seconds) * 1000:7.2f} ms"
        )
    ratio = percentile(judged, 0.5) / percentile(summed, 0.5)
    say(f"{len(verdict.reasons)} reasons, score {verdict.score}: {ratio:.1f} × the plain sum")


if __name__ == "__main__":
    main()

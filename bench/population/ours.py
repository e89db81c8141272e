"""ours.py WHICH PLACE [OUT]: the rule as a rulebook, by our evaluators; prints one line of JSON.

`score` reads Parquet, `spark` does so on Spark, `reasons` writes every reason line to OUT besides,
`live` reads the database of a URL, `diff` compares two editions, `judge` takes subjects one by one
with all reasons.
"""

import sys
import time
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import Any

from measured import report
from rule import LAST, rulebook

from xinlu.rules import Event, Facts, Unit, canonical, judge, read_text

HERE = Path(__file__).parent


def hundredths(results: Any) -> dict[str, Any]:
    """Return subjects, scores in hundredths and grades as arrays."""
    import pyarrow.compute as pc

    top = results["score_numerator"].cast("int64")
    bottom = results["score_denominator"].cast("int64")
    score = pc.divide(pc.multiply(top, 100), bottom)
    return {
        "subject_id": results["subject"].to_numpy(),
        "score": score.to_numpy(),
        "grade": results["grade"].to_numpy(),
    }


def score(place: str, _: str) -> Any:
    """Score and grade the population, from files or from a live database."""
    from xinlu.rules.columns import evaluate, read_inputs

    mapping = HERE / ("live_tables.yaml" if "://" in place else "tables.yaml")
    return hundredths(evaluate(rulebook(), read_inputs(place, mapping), LAST).results)


def on_spark(place: str, _: str) -> Any:
    """Score and grade the population on Spark, its start included."""
    from xinlu.rules.columns import evaluate, read_inputs

    inputs = read_inputs(place, HERE / "tables.yaml")
    return hundredths(evaluate(rulebook(), inputs, LAST, engine="spark").results)


def reasons(place: str, out: str) -> Any:
    """Score and grade the population, and write every reason line."""
    from xinlu.rules.columns import evaluate, read_inputs

    inputs = read_inputs(place, HERE / "tables.yaml")
    return hundredths(evaluate(rulebook(), inputs, LAST, reasons=Path(out)).results)


def diff(place: str, _: str) -> None:
    """Compare the edition with one that asks for more, without explaining the movers."""
    from xinlu.rules.columns import read_inputs
    from xinlu.rules.comparing.populations import diff as compared

    text = canonical(rulebook()).replace('"at_most":15,', '"at_most":20,')
    stricter = read_text(text, "stricter")
    compared(rulebook(), stricter, read_inputs(place, HERE / "tables.yaml"), LAST, most=0)


WAYS: dict[str, Callable[[str, str], Any]] = {
    "score": score,
    "live": score,
    "spark": on_spark,
    "reasons": reasons,
    "diff": diff,
}


def judged(subjects: int, events: int) -> None:
    """Judge subjects of so many records one by one, with all reasons."""
    edition = rulebook()
    codes = [item.code for item in edition.items.values()]
    one = Facts(
        "示例",
        LAST,
        units=[Unit("section", str(n), weight=Fraction(n + 1)) for n in range(4)],
        events=[
            Event(str(n), codes[n % len(codes)], LAST, unit=str(n % 4), times=Fraction(n % 3 + 1))
            for n in range(events)
        ],
    )
    judge(edition, one)
    start = time.perf_counter()
    for _ in range(subjects):
        judge(edition, one)
    rate = subjects / (time.perf_counter() - start)
    report("judge", "xinlu.rules", lambda: None, per_second=round(rate), events=events)


if __name__ == "__main__":
    which, place, *rest = sys.argv[1:]
    if which == "judge":
        judged(int(place), int(rest[0]))
    else:
        out = rest[0] if rest else ""
        report(which, "xinlu.rules.columns", lambda: WAYS[which](place, out))

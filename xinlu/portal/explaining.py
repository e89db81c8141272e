"""The explanation of a published result with what strangers may not see taken out of it."""

from dataclasses import replace

from xinlu.collection.publication import PUBLIC_TEMPLATES
from xinlu.evaluation import selectors as evaluations
from xinlu.evaluation.explanation import Explanation, Row, Step
from xinlu.evaluation.models import Result

#: Templates whose records may be named to strangers: documents, days and places in the file.
#: Penalties and driver points wait for their display rules, so their rows say only that they count.
NAMED = frozenset({*PUBLIC_TEMPLATES, "highway-ledger"})
WITHHELD = "文书和日期待公示期限规则启用后公开"


def explain(result: Result) -> Explanation:
    """Return why a published result is what it is, ready for strangers."""
    return public(evaluations.explain(result))


def public(whole: Explanation) -> Explanation:
    """Return `whole` without what may not be named: penalties, officers, places in sent files."""
    return replace(
        whole,
        rows=tuple(map(_row, whole.rows)),
        steps=tuple(map(_step, whole.steps)),
        remarks=(),
        values=tuple(replace(value, confirmed_by="", reason="") for value in whole.values),
    )


def _row(row: Row) -> Row:
    if any(record.template not in NAMED for record in row.records):
        return replace(row, note=WITHHELD, on=None, records=(), url="")
    return replace(row, records=(), url="")


def _step(step: Step) -> Step:
    return replace(step, records=())

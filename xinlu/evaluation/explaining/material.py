"""What an explanation is made from: the edition, the archived facts and verdict, the records."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from fractions import Fraction

from xinlu.collection.models import Record
from xinlu.evaluation import bindings, editions
from xinlu.evaluation.editions import Standard
from xinlu.evaluation.explanation import GradeShown, RecordShown
from xinlu.evaluation.models import Result
from xinlu.evaluation.peers import kept_with
from xinlu.rules import Facts, Peers, Rulebook, Verdict, archive
from xinlu.rules.numbers import finite_places, rounded


@dataclass(frozen=True, slots=True)
class Material:
    """A result with everything that its explanation needs."""

    result: Result
    standard: Standard
    facts: Facts
    verdict: Verdict
    records: dict[str, RecordShown]

    @property
    def peers(self) -> Peers | None:
        """Return the peer groups that it was judged by, where the rulebook ranks."""
        return kept_with(self.result.run, self.standard)

    @property
    def rulebook(self) -> Rulebook:
        """Return the rulebook that judged."""
        return self.standard.rulebook

    def shown(self, keys: Collection[str]) -> tuple[RecordShown, ...]:
        """Return the records with these keys, as far as they are still there."""
        return tuple(self.records[key] for key in keys if key in self.records)

    def grade(self, code: str | None) -> GradeShown | None:
        """Return the grade with its word and rank."""
        return grade_shown(self.rulebook, code)


def gather(result: Result) -> Material:
    """Return the material of the result; one query for all its records."""
    facts = archive.facts(result.inputs)
    return Material(
        result=result,
        standard=editions.standard(result.run.edition),
        facts=facts,
        verdict=verdict_of(result, facts),
        records=records_shown({event.key: event.cause for event in facts.events}),
    )


def verdict_of(result: Result, facts: Facts) -> Verdict:
    """Return the archived verdict; one without grade and reasons where there was none."""
    if "error" in result.verdict:
        edition = result.run.edition
        return Verdict(
            facts.subject,
            edition.scheme,
            edition.edition,
            facts.on,
            None,
            no_result=result.no_result,
        )
    return archive.verdict(result.verdict)


def records_shown(causes: Mapping[str, str]) -> dict[str, RecordShown]:
    """Return how the records are named on the page, by key, each with what made it its item."""
    rows = Record.objects.filter(uid__in=causes).values_list(
        "uid", "number", "sheet_name", "row", "happened_on", "template", "batch__uid"
    )
    return {
        str(uid): RecordShown(
            uid,
            number or f"{sheet_name}第 {row} 行",
            happened_on,
            template,
            str(batch),
            bindings.told(causes[str(uid)]),
        )
        for uid, number, sheet_name, row, happened_on, template, batch in rows
    }


def grade_shown(rulebook: Rulebook, code: str | None) -> GradeShown | None:
    """Return the grade of this code with its word and rank, or None for none."""
    for rank, grade in enumerate(rulebook.grades, 1):
        if grade.code == code:
            return GradeShown(grade.code, grade.word, rank, len(rulebook.grades))
    return None


def shortly(value: Fraction, least: int = 2, most: int = 4) -> str:
    """Return the value with as many decimals as it needs, at least `least` and at most `most`.

    >>> shortly(Fraction(87)), shortly(Fraction("84.4625")), shortly(Fraction(1, 3))
    ('87.00', '84.4625', '0.3333')
    """
    places = finite_places(value)
    places = most if places is None else min(max(places, least), most)
    return f"{decimal(value, places)}"


def decimal(value: Fraction, places: int) -> str:
    """Return the value with so many decimals, half away from zero, with a typographic minus.

    >>> decimal(Fraction(-1, 3), 3)
    '−0.333'
    """
    size = rounded(abs(value), places, "half-up")
    digits = str(size.numerator * 10**places // size.denominator).rjust(places + 1, "0")
    text = f"{digits[:-places]}.{digits[-places:]}" if places else digits
    return f"−{text}" if value < 0 and size else text


def percent(share: Fraction) -> str:
    """Return a share as per cent with at most one decimal.

    >>> percent(Fraction(42, 100)), percent(Fraction(1, 3))
    ('42%', '33.3%')
    """
    return f"{shortly(share * 100, 0, 1)}%"


def points_text(value: Fraction) -> str:
    """Return points without idle decimals: 5, 0.5, 0.3333."""
    return shortly(value, 0, 4)

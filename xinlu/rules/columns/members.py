"""The facts of single members of a population, read from its tables: one question per table."""

from collections.abc import Iterator, Sequence
from datetime import date

import pyarrow as pa

from xinlu.rules.columns.cleaning import Clean
from xinlu.rules.columns.engine import DuckDB, opened
from xinlu.rules.columns.evaluating import tables_for
from xinlu.rules.columns.single import facts_of
from xinlu.rules.columns.sources import Inputs
from xinlu.rules.facts import Facts, Period
from xinlu.rules.language import Rulebook


def members(
    rulebook: Rulebook, inputs: Inputs, subjects: Sequence[str] | None, on: date
) -> Iterator[Facts]:
    """Yield the facts of these subjects, in the order asked for, or of all; ids are texts.

    Left out is who is not there, and whose rows no facts can hold: a record without a key, or of a
    day that is none.
    """
    with opened(inputs, {}) as engine:
        reader = Members(rulebook, inputs, engine, on)
        yield from reader.read(reader.everybody() if subjects is None else subjects)


class Members:
    """The members of a population, read by as many as are asked for at a time."""

    def __init__(
        self,
        rulebook: Rulebook,
        inputs: Inputs,
        engine: DuckDB,
        on: date,
        period: Period | None = None,
    ) -> None:
        self.rulebook, self.engine, self.on, self.period = rulebook, engine, on, period
        self.clean = tables_for(rulebook, inputs, engine)
        self.ask_for([])
        self.chosen = engine.view("chosen_members", choosing(self.clean))

    def ask_for(self, subjects: Sequence[str]) -> None:
        """Say whose facts are read next."""
        asked = pa.table({"id": pa.array(subjects, pa.string())})
        self.engine.given("wanted", asked)

    def everybody(self) -> list[str]:
        """Return all subjects by their ids."""
        rows = self.engine.rows("SELECT CAST(subject AS VARCHAR) FROM subjects ORDER BY subject")
        return [subject for (subject,) in rows]

    def read(self, subjects: Sequence[str]) -> Iterator[Facts]:
        """Yield the facts of these subjects, in this order."""
        self.ask_for(subjects)
        found = facts_of(self.engine, self.clean, self.rulebook, self.chosen, self.on, self.period)
        by_id = {facts.subject: facts for _, facts in found}
        yield from (by_id[subject] for subject in dict.fromkeys(subjects) if subject in by_id)


def choosing(clean: Clean) -> str:
    """Return the question for those of the wanted whose rows can become facts."""
    unfit = [sql for _, sql in clean.troubles]
    for table, key in (
        ("units", "unit"),
        ("units", "kind"),
        ("events", "event"),
        ("events", "on"),
        ("events", "item"),
    ):
        if clean.missing.get((table, key)):
            unfit.append(f'SELECT subject FROM {table} WHERE "{key}" IS NULL')
    asked = "SELECT subject FROM subjects WHERE CAST(subject AS VARCHAR) IN (SELECT id FROM wanted)"
    return " EXCEPT ".join([asked, *unfit])

"""The facts of single members of a population, read from its tables: one question per table."""

from collections.abc import Iterator, Sequence
from datetime import date

import pyarrow as pa

from xinlu.rules.columns.cleaning import Clean
from xinlu.rules.columns.engine import opened
from xinlu.rules.columns.evaluating import tables_for
from xinlu.rules.columns.single import facts_of
from xinlu.rules.columns.sources import Inputs
from xinlu.rules.facts import Facts
from xinlu.rules.language import Rulebook


def members(
    rulebook: Rulebook, inputs: Inputs, subjects: Sequence[str] | None, on: date
) -> Iterator[Facts]:
    """Yield the facts of these subjects, in the order asked for, or of all; ids are texts.

    Left out is who is not there, and whose rows no facts can hold: a record without a key, or of a
    day that is none.
    """
    wanted = list(dict.fromkeys(subjects or ()))
    if subjects is not None and not wanted:
        return
    with opened(inputs, {}) as engine:
        clean = tables_for(rulebook, inputs, engine)
        engine.connection.register("wanted", pa.table({"id": pa.array(wanted, pa.string())}))
        chosen = engine.view("chosen_members", choosing(clean, all_of_them=subjects is None))
        found = dict(facts_of(engine, clean, rulebook, chosen, on, None))
    by_id = {str(subject): facts for subject, facts in found.items()}
    order = wanted if subjects is not None else sorted(by_id)
    yield from (by_id[subject] for subject in order if subject in by_id)


def choosing(clean: Clean, *, all_of_them: bool) -> str:
    """Return the question for those of the wanted whose rows can become facts."""
    unfit = [sql for _, sql in clean.troubles]
    for table, key in (("units", "unit"), ("units", "kind"), ("events", "event"), ("events", "on")):
        if clean.missing.get((table, key)):
            unfit.append(f'SELECT subject FROM {table} WHERE "{key}" IS NULL')
    asked = "SELECT subject FROM subjects"
    if not all_of_them:
        asked += " WHERE CAST(subject AS VARCHAR) IN (SELECT id FROM wanted)"
    return " EXCEPT ".join([asked, *unfit])

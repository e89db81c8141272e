"""fisca.py SUBJECTS DIR: the population's rule by OpenFisca-core, the first subjects as arrays.

It is installed for this run alone: `pip install openfisca-core duckdb`. Counting by unit and item
is done beforehand and not timed, which favours it; what all subjects would cost is extrapolated.
"""

import sys
import time
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
from openfisca_core.entities import build_entity
from openfisca_core.periods import YEAR
from openfisca_core.simulations import SimulationBuilder
from openfisca_core.taxbenefitsystems import TaxBenefitSystem
from openfisca_core.variables import Variable

sys.path.insert(0, str(Path(__file__).parents[1] / "population"))
from rule import BASE, FIRST, LAST, group_caps, item_rows

PERIOD = str(FIRST.year)
SECTION = build_entity("section", "sections", "", is_person=True)
FIRM = build_entity("firm", "firms", "", roles=[{"key": "holder", "plural": "holders"}])


def variable(name: str, entity: Any, formula: Any = None) -> type[Variable]:
    """Return a yearly number, with its formula where it is not given."""
    content = {"value_type": float, "entity": entity, "definition_period": YEAR, "label": name}
    return type(name, (Variable,), content | ({"formula": formula} if formula else {}))


def named(code: str) -> str:
    """Return the name of the count of an item."""
    return f"times_{code.replace('-', '_').lower()}"


def section_score(section: Any, period: Any) -> Any:
    """Take the points of each group up to its cap, and not below nought."""
    score = BASE
    for code, cap in group_caps().items():
        taken = 0
        for item in (each for each in item_rows_once if each.group == code):
            taken = taken + np.minimum(section(named(item.code), period) * item.points, item.cap)
        score = score - np.minimum(taken, cap)
    return np.maximum(score, 0)


def firm_score(firm: Any, period: Any) -> Any:
    """Weigh the scores of the sections by their amounts."""
    scores = firm.members("section_score", period)
    amounts = firm.members("amount", period)
    above, below = firm.sum(scores * amounts), firm.sum(amounts)
    return np.floor((2 * above + below) / (2 * below))


item_rows_once = item_rows()


def main() -> None:
    """Time the scoring of the first subjects."""
    subjects, folder = int(sys.argv[1]), Path(sys.argv[2])
    system = TaxBenefitSystem([SECTION, FIRM])
    system.add_variables(
        variable("amount", SECTION),
        variable("section_score", SECTION, section_score),
        variable("firm_score", FIRM, firm_score),
        *(variable(named(item.code), SECTION) for item in item_rows_once),
    )
    counts = ", ".join(
        f"coalesce(sum(quantity) filter (item = '{item.code}'), 0)::double as {named(item.code)}"
        for item in item_rows_once
    )
    columns = duckdb.execute(
        f"""with e as (select unit_id, item, quantity from '{folder / "events.parquet"}'
            where "on" between '{FIRST}' and '{LAST}' and subject_id <= {subjects})
        select u.unit_id, u.subject_id, any_value(u.amount)::double as amount, {counts}
        from '{folder / "units.parquet"}' u left join e using (unit_id)
        where u.subject_id <= {subjects} group by u.unit_id, u.subject_id order by u.unit_id"""
    ).fetchnumpy()
    start = time.perf_counter()
    builder = SimulationBuilder()
    builder.create_entities(system)
    builder.declare_person_entity("section", columns["unit_id"])
    firms = builder.declare_entity("firm", np.unique(columns["subject_id"]))
    roles = np.full(len(columns["unit_id"]), "holder")
    builder.join_with_persons(firms, columns["subject_id"], roles)
    simulation = builder.build(system)
    for name in ("amount", *(named(item.code) for item in item_rows_once)):
        simulation.set_input(name, PERIOD, columns[name])
    scores = simulation.calculate("firm_score", PERIOD)
    seconds = time.perf_counter() - start
    sys.stdout.write(f"{len(scores):,} subjects in {seconds:.2f} s: ")
    sys.stdout.write(f"{len(scores) / seconds:,.0f} subjects/s\n")


if __name__ == "__main__":
    main()

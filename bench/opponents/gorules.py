"""gorules.py SUBJECTS DIR: the population's rule by GoRules' zen-engine, one subject after another.

It is installed for this run alone: `pip install zen-engine duckdb`. The first subjects of the
population are taken; what they would cost all together is extrapolated by whoever reads it.
Grouping by unit and item is done beforehand and not timed, which favours the engine.
"""

import json
import sys
import time
from pathlib import Path

import duckdb
import zen

sys.path.insert(0, str(Path(__file__).parents[1] / "population"))
from rule import BASE, FIRST, LAST, bands, group_caps, item_rows

SCORING = """
const items = %s, caps = %s, bands = %s;
export const handler = async ({units}) => {
  let above = 0, below = 0, veto = false;
  for (const unit of units) {
    const groups = {};
    for (const [code, times] of unit.counts) {
      const item = items[code];
      groups[item.group] = (groups[item.group] || 0) + Math.min(times * item.points, item.cap);
      veto = veto || item.veto;
    }
    let lost = 0;
    for (const group in groups) lost += Math.min(groups[group], caps[group]);
    above += Math.max(0, %d - lost) * unit.amount;
    below += unit.amount;
  }
  const score = Math.floor((2 * above + below) / (2 * below));
  return {score, grade: veto ? "D" : bands.find(([, low]) => score >= low)[0]};
};
"""


def decision() -> str:
    """Return the rule as a decision graph with one function in it."""
    items = {
        item.code: {
            "group": item.group,
            "points": item.points,
            "cap": item.cap,
            "veto": item.veto,
        }
        for item in item_rows()
    }
    told = (json.dumps(items), json.dumps(group_caps()), json.dumps(bands()), BASE)
    nodes = [
        {"id": "in", "type": "inputNode", "name": "in", "position": {"x": 0, "y": 0}},
        {
            "id": "score",
            "type": "functionNode",
            "name": "score",
            "position": {"x": 1, "y": 0},
            "content": {"source": SCORING % told},
        },
        {"id": "out", "type": "outputNode", "name": "out", "position": {"x": 2, "y": 0}},
    ]
    edges = [
        {"id": f"{source}-{target}", "sourceId": source, "targetId": target, "type": "edge"}
        for source, target in (("in", "score"), ("score", "out"))
    ]
    return json.dumps({"nodes": nodes, "edges": edges})


def first_subjects(subjects: int, folder: Path) -> list[list[dict[str, object]]]:
    """Return the units of each of the first subjects, with the counts of the year."""
    rows = duckdb.execute(
        f"""select u.subject_id, u.amount, list([item, times::text]) filter (item is not null)
        from (select * from '{folder / "units.parquet"}' where subject_id <= {subjects}) u
        left join (
            select unit_id, item, sum(quantity) as times from '{folder / "events.parquet"}'
            where "on" between '{FIRST}' and '{LAST}' and subject_id <= {subjects} group by all
        ) using (unit_id) group by u.subject_id, u.unit_id, u.amount order by u.subject_id"""
    ).fetchall()
    found: dict[int, list[dict[str, object]]] = {}
    for subject, amount, counts in rows:
        pairs = [[item, int(times)] for item, times in counts or []]
        found.setdefault(subject, []).append({"amount": amount, "counts": pairs})
    return list(found.values())


def main() -> None:
    """Time the engine and print how many subjects a second it scores."""
    subjects = first_subjects(int(sys.argv[1]), Path(sys.argv[2]))
    scoring = zen.ZenEngine().create_decision(decision())
    scoring.evaluate({"units": subjects[0]})
    start = time.perf_counter()
    for units in subjects:
        scoring.evaluate({"units": units})
    seconds = time.perf_counter() - start
    sys.stdout.write(f"{len(subjects):,} subjects in {seconds:.2f} s: ")
    sys.stdout.write(f"{len(subjects) / seconds:,.0f} subjects/s\n")


if __name__ == "__main__":
    main()

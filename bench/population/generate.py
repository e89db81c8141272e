"""generate.py SUBJECTS EVENTS DIR: a population as Parquet, the same for the same sizes.

Written in slices, so that a hundred million events need no more memory than the arrays of numbers.
"""

import sys
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from rule import item_rows

SEED = 7
SLICE = 10_000_000
#: How often an item is drawn, against one that forces the worst grade.
COMMON, RARE = 10.0, 0.02


def generate(subjects: int, events: int, folder: Path) -> None:
    """Write subjects, units and events."""
    folder.mkdir(parents=True, exist_ok=True)
    random = np.random.default_rng(SEED)
    items = item_rows()
    chances = np.array([RARE if item.veto else COMMON for item in items])
    subject_ids = np.arange(1, subjects + 1)
    pq.write_table(pa.table({"subject_id": subject_ids}), folder / "subjects.parquet")
    owners = np.repeat(subject_ids, random.integers(1, 4, subjects))
    amounts = np.maximum(1, random.lognormal(8, 1.2, len(owners)).astype(np.int64))
    units = {
        "unit_id": np.arange(1, len(owners) + 1),
        "subject_id": owners,
        "amount": amounts,
    }
    pq.write_table(pa.table(units), folder / "units.parquet")
    order = random.permutation(len(owners))
    places = (random.beta(0.8, 2.0, events) * len(owners)).astype(np.int64)
    unit = order[np.minimum(places, len(owners) - 1)]
    days = random.integers(0, 731, events)
    drawn = random.choice(len(items), events, p=chances / chances.sum())
    quantities = random.integers(1, 4, events)
    codes = pa.array([item.code for item in items])
    with pq.ParquetWriter(folder / "events.parquet", SCHEMA, compression="zstd") as writer:
        for start in range(0, events, SLICE):
            part = slice(start, min(start + SLICE, events))
            on = np.datetime64("2025-01-01") + days[part].astype("timedelta64[D]")
            rows = {
                "event_id": np.arange(part.start + 1, part.stop + 1),
                "unit_id": unit[part] + 1,
                "subject_id": owners[unit[part]],
                "item": codes.take(pa.array(drawn[part])),
                "on": pa.array(on.astype("datetime64[D]")),
                "quantity": quantities[part],
            }
            writer.write_table(pa.table(rows, schema=SCHEMA))


SCHEMA = pa.schema(
    {
        "event_id": pa.int64(),
        "unit_id": pa.int64(),
        "subject_id": pa.int64(),
        "item": pa.string(),
        "on": pa.date32(),
        "quantity": pa.int64(),
    }
)

if __name__ == "__main__":
    generate(int(sys.argv[1]), int(sys.argv[2]), Path(sys.argv[3]))

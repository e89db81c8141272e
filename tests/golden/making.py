"""`python -m tests.golden.making FOLDER` writes receipts of this version, to be kept for ever.

The inputs are the cases of three rulebooks. Call it for a new shape of receipts only: what is in
a folder already was made by an earlier version, and must go on to check as it is.
"""

import hashlib
import json
import sys
from dataclasses import replace
from importlib.metadata import version
from pathlib import Path

from xinlu.kernel.crypto import SigningKey
from xinlu.rules import FactsError, Rulebook, archive, judge, read_rulebook
from xinlu.rules.cases import cases_path, read_cases
from xinlu.rules.editions import written
from xinlu.rules.receipts import Entry, Proved, Receipt, Statement, Tree, pack
from xinlu.rules.receipts.packing import Pair
from xinlu.rules.receipts.plain import digest

RULEBOOKS = Path(__file__).parents[2] / "jurisdictions/national/rulebooks"
#: The files of each run, and the rulebook that it is judged by.
RUNS = {
    ("firms", "firm"): "highway-construction/2021-10-20.yaml",
    ("drivers", "driver"): "driver/2008-08-29.yaml",
    ("vehicles", "vehicle"): "overload/2017-02-01.yaml",
}
#: No secret: it signs what is fictional.
KEY = SigningKey(bytes(range(32)))


def main(folder: Path) -> None:
    """Write the public key, and for each rulebook an archive, its receipt and that of one row."""
    folder.mkdir(parents=True)  # fails where it is there: what was kept stays
    for (many, one), name in RUNS.items():
        rulebook = read_rulebook(RULEBOOKS / name)
        pairs = pairs_of(rulebook, RULEBOOKS / name)
        text = written({"rulebook": rulebook.tree, "mapping": {}})
        path = folder / f"{many}.parquet"
        with path.open("wb") as file:
            tree = pack(file, text, pairs)
        whole = Receipt.signed(statement(rulebook, text, path, tree, len(pairs)), KEY)
        place = max(range(len(pairs)), key=lambda at: len(pairs[at][1].get("reasons", ())))
        steps = tuple(step.hex() for step in tree.path(place))
        single = replace(whole, result=Proved(Entry.of(*pairs[place]), place, steps))
        for receipt, stem in ((whole, many), (single, one)):
            (folder / f"{stem}.json").write_text(receipt.text(), encoding="utf-8")
    keys = {"keys": [{"id": KEY.public.id, "public": KEY.public.raw.hex()}]}
    (folder / "keys.json").write_text(json.dumps(keys, indent=1) + "\n", encoding="utf-8")


def pairs_of(rulebook: Rulebook, path: Path) -> list[Pair]:
    """Return facts and verdict of every case that needs nothing beside the rulebook."""
    pairs: list[Pair] = []
    for number, case in enumerate(read_cases(cases_path(path)), 1):
        facts = replace(case.facts, subject=f"示例{number:03}")
        try:
            verdict = judge(rulebook, facts)
        except FactsError:
            continue
        if not case.parameters and not case.peers:
            pairs.append((archive.written(facts), archive.written(verdict)))
    return pairs


def statement(rulebook: Rulebook, text: str, path: Path, tree: Tree, count: int) -> Statement:
    """Return what is signed about the run."""
    return Statement(
        run="00000000-0000-4000-8000-000000000001",
        issuer="示例市交通运输委员会",
        scheme=rulebook.scheme,
        title=rulebook.title,
        edition=rulebook.edition.isoformat(),
        edition_hash=digest(text),
        on="2023-12-31",
        year=2023,
        publicised_on="2024-03-01",
        count=count,
        root=tree.root.hex(),
        archive=hashlib.sha256(path.read_bytes()).hexdigest(),
        engine=version("xinlu"),
        language=int(rulebook.tree["language"]),
        issued_at="2024-03-01T09:00:00+08:00",
        key=KEY.public.id,
    )


if __name__ == "__main__":
    main(Path(sys.argv[1]))

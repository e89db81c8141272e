"""`xinlu verify FOLDER`: every receipt and archive that a platform gave out, at once."""

from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

from xinlu.kernel.crypto import PublicKey
from xinlu.rules.cli.speaking import Refused, say, say_json, table
from xinlu.rules.receipts import folders, wording
from xinlu.rules.receipts.checking import Finding, Told


def run(folder: Path, keys: Sequence[PublicKey], told: Told, *, is_json: bool) -> int:
    """Check every run of the folder, tell of each as it is done, and return the status."""
    try:
        listed = folders.runs_in(folder)
    except folders.NoFolder:
        raise Refused(f"{folder}：里面没有凭证清单（{folders.LIST}）。") from None
    found: dict[str, list[Finding]] = {}
    for one in listed:
        found[one.folder] = list(folders.check_run(folder / one.folder, one, keys, told))
        if not is_json:
            _tell(one.folder, found[one.folder])
    equal = sum(map(_results, found.values()))
    good = sum(map(_is_good, found.values()))
    if is_json:
        say_json({"equal": good == len(found), "results": equal, "runs": _as_data(found)})
    else:
        everything = [finding for findings in found.values() for finding in findings]
        say("")
        say(f"共 {len(found)} 批，相符 {good} 批；复算一致 {equal} 项。")
        say(f"结论　{wording.conclusion(everything)}")
    return 0 if found and good == len(found) else 1


def _tell(name: str, findings: Sequence[Finding]) -> None:
    """Tell of a run in a line, and below it of each step that is not good."""
    word = "相符" if _is_good(findings) else "不符或未核对"
    say(f"{name}　{word}　复算一致 {_results(findings)} 项")
    rows = [
        (f"  {wording.part(one)}", wording.state(one), wording.sentence(one))
        for one in findings
        if one.state != "good"
    ]
    for line in table(rows) if rows else ():
        say(line)


def _is_good(findings: Sequence[Finding]) -> bool:
    return all(finding.state == "good" for finding in findings)


def _results(findings: Sequence[Finding]) -> int:
    """Return how many results came out the same again."""
    return sum(one.params["equal"] for one in findings if one.code == "all")


def _as_data(found: dict[str, list[Finding]]) -> list[dict[str, object]]:
    return [
        {
            "run": name,
            "equal": _is_good(findings),
            "findings": [asdict(one) | {"sentence": wording.sentence(one)} for one in findings],
        }
        for name, findings in found.items()
    ]

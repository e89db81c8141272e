"""`xinlu verify`: a receipt checked on any machine, with the archive judged again."""

import argparse
import re
import sys
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

from xinlu.kernel.crypto import PublicKey
from xinlu.rules.cli import verify_folder
from xinlu.rules.cli.speaking import Refused, complain, progress, say, say_json, table
from xinlu.rules.receipts import LONGEST, NoReceipt, Receipt, read, wording
from xinlu.rules.receipts.checking import Finding, Told, check

#: Public keys in a file or on the command line, however they are set.
_KEYS = re.compile(r"(?<![0-9a-f])[0-9a-f]{64}(?![0-9a-f])")
#: Results between two lines of progress.
_STEP = 1000


def main(argv: Sequence[str]) -> int:
    """Check a receipt; return 0 where everything was checked and agrees, otherwise 1."""
    parser = argparse.ArgumentParser(prog="xinlu verify", description="核验评价结果查询凭证")
    parser.add_argument(
        "receipt",
        type=Path,
        metavar="RECEIPT",
        help="凭证文件，或 xinlu receipts export 写出的文件夹",
    )
    parser.add_argument("--data", type=Path, metavar="ARCHIVE", help="评价归档（Parquet 文件）")
    parser.add_argument(
        "--key", metavar="PUBLIC_KEY", help="签发平台的公钥：64 位十六进制，或存有公钥的文件"
    )
    parser.add_argument("--json", action="store_true", help="以 JSON 输出")
    try:
        arguments = parser.parse_args(argv)
    except SystemExit as stop:
        return int(stop.code or 0)
    try:
        return run(arguments)
    except NoReceipt as error:
        complain(f"{arguments.receipt}：{wording.refusal(error)}")
    except Refused as error:
        complain(str(error))
    return 1


def run(arguments: argparse.Namespace) -> int:
    """Check the receipt, tell what came of each step, and return the status."""
    keys = keys_in(arguments.key) if arguments.key else []
    if arguments.receipt.is_dir():
        told = told_of(sys.stderr.isatty())
        return verify_folder.run(arguments.receipt, keys, told, is_json=arguments.json)
    receipt = read(_text_of(arguments.receipt))
    data: Path | None = arguments.data
    if data is not None and not data.is_file():
        raise Refused(f"{data}：没有这个文件。")
    findings = list(check(receipt, keys, data, told_of(sys.stderr.isatty())))
    if arguments.json:
        say_json(_as_data(receipt, findings))
    else:
        _tell(receipt, findings)
    return 0 if all(finding.state == "good" for finding in findings) else 1


def keys_in(given: str) -> list[PublicKey]:
    """Return the public keys that the command line gives, itself or in the file it names."""
    path = Path(given)
    text = given if _KEYS.fullmatch(given) else _text_of(path)
    keys = [PublicKey.parse(found) for found in dict.fromkeys(_KEYS.findall(text))]
    if not keys:
        raise Refused(f"{given}：里面没有公钥（64 位十六进制）。")
    return keys


def _text_of(path: Path) -> str:
    try:
        with path.open(encoding="utf-8") as file:
            return file.read(LONGEST + 1)
    except (OSError, UnicodeDecodeError):
        raise Refused(f"{path}：没有这个文件，或它不是文本。") from None


def told_of(is_watched: bool) -> Told:
    """Return what tells of progress, where somebody watches."""

    def told(done: int, of: int) -> None:
        if is_watched and (done % _STEP == 0 or done == of):
            progress(f"已复算 {done}／{of}")

    return told


def _tell(receipt: Receipt, findings: Sequence[Finding]) -> None:
    statement = receipt.statement
    whom = receipt.result.entry.subject if receipt.result else f"整批 {statement.count} 项"
    say(f"{statement.title} {statement.year} 年度（{statement.edition} 版）　{whom}")
    say("")
    rows = [(wording.part(one), wording.state(one), wording.sentence(one)) for one in findings]
    for line in table(rows):
        say(line)
    say("")
    say(f"结论　{wording.conclusion(findings)}")


def _as_data(receipt: Receipt, findings: Sequence[Finding]) -> dict[str, object]:
    told = [asdict(one) | {"sentence": wording.sentence(one)} for one in findings]
    equal = all(finding.state == "good" for finding in findings)
    return {"equal": equal, "statement": asdict(receipt.statement), "findings": told}

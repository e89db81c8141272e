"""`xinlu rules new`: a commented skeleton of a rulebook, with its cases beside it."""

import argparse
import re
from datetime import date
from pathlib import Path

from xinlu.rules.cases import SUFFIX
from xinlu.rules.cli.days import a_day, today
from xinlu.rules.cli.speaking import complain, say

SKELETONS = Path(__file__).parent / "skeletons"
SCHEME = re.compile(r"[a-z][a-z0-9_-]*")


def expect(parser: argparse.ArgumentParser) -> None:
    """Say what the command line holds."""
    parser.add_argument(
        "scheme", type=a_scheme, metavar="SCHEME", help="方案代码，如 passenger-station"
    )
    parser.add_argument(
        "--kind",
        choices=("score", "points", "list"),
        default="score",
        help="score 评分定级（默认），points 累计计分，list 名单",
    )
    parser.add_argument(
        "--folder", type=Path, default=Path(), metavar="DIR", help="放在哪个文件夹（默认当前）"
    )
    parser.add_argument(
        "--edition", type=a_day, metavar="DAY", help="施行日期（默认明年1月1日），也是文件名"
    )


def a_scheme(text: str) -> str:
    """Return the name of a scheme, or say what names are like."""
    if SCHEME.fullmatch(text):
        return text
    raise argparse.ArgumentTypeError(f"“{text}” 应以小写字母开头，只含小写字母、数字、- 和 _")


def run(arguments: argparse.Namespace) -> int:
    """Write the skeleton and its cases into a folder named after the scheme."""
    edition: date = arguments.edition or date(today().year + 1, 1, 1)
    folder: Path = arguments.folder / arguments.scheme
    written = {
        folder / f"{edition}{suffix}": filled(arguments.kind + suffix, arguments.scheme, edition)
        for suffix in (".yaml", SUFFIX)
    }
    there = [path for path in written if path.exists()]
    for path in there:
        complain(
            f"{path}: 文件已经存在，不予覆盖；请换一个施行日期（--edition）或文件夹（--folder）。"
        )
    if there:
        return 1
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for path, text in written.items():
            path.write_text(text, encoding="utf-8")
            say(str(path))
    except OSError as error:
        complain(f"{error.filename}: 无法写入（{error.strerror}）。")
        return 1
    say(f"请按条文改写，然后运行：xinlu rules check {folder}")
    return 0


def filled(name: str, scheme: str, edition: date) -> str:
    """Return a skeleton with the scheme and days that belong to its edition."""
    text = (SKELETONS / name).read_text(encoding="utf-8")
    blanks = {
        "<scheme>": scheme,
        "<edition>": edition.isoformat(),
        "<before>": f"{edition.year - 1:04}",
        "<year>": f"{edition.year:04}",
        "<after>": f"{edition.year + 2:04}",
    }
    for blank, said in blanks.items():
        text = text.replace(blank, said)
    return text

"""`xinlu package key|make|read`: for offices without a network; needs neither Django nor data."""

import argparse
import re
import secrets
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

from xinlu.exchange.packages.contents import PackageRefused, make, read_receipt
from xinlu.kernel.crypto import KeyRingError, PublicKey, SigningKey

_SECRET_BYTES = 32
_TOTAL = re.compile(
    r"(20\d\d-(?:0[1-9]|1[0-2])):(permit|penalty):(\d{1,6})(?::(\d{1,11}(?:\.\d{1,6})?))?"
)


def main(argv: Sequence[str]) -> int:
    """Run the command and return its exit status."""
    parser = argparse.ArgumentParser(prog="xinlu package", description="签名数据包")
    commands = parser.add_subparsers(dest="command", required=True)
    key = commands.add_parser("key", help="生成签名密钥；公钥交管理员登记")
    key.add_argument("file", type=Path, help="私钥存放的文件，只留在本单位")
    made = commands.add_parser("make", help="把报送文件签名打包")
    made.add_argument("files", nargs="+", type=Path, metavar="FILE")
    made.add_argument("--key", type=Path, required=True, help="私钥文件")
    made.add_argument("--client", required=True, help="客户端标识")
    made.add_argument("--template", required=True, help="数据模板代码，如 penalty")
    made.add_argument("--year", type=int, help="文件所属年度（文件本身不含年度时）")
    made.add_argument(
        "--total",
        action="append",
        default=[],
        type=_total,
        metavar="MONTH:KIND:COUNT[:FINES]",
        help="对账数，如 2026-09:penalty:12:3.5（罚款合计，万元）；可以给几次",
    )
    made.add_argument("-o", "--output", type=Path, required=True, help="数据包，如 报送.xlpkg")
    read = commands.add_parser("read", help="核对并读出回执")
    read.add_argument("file", type=Path)
    read.add_argument("--key", default="", help="平台公布的公钥，64 位十六进制")
    options = parser.parse_args(argv)
    run = {"key": _key, "make": _make, "read": _read}[options.command]
    try:
        sys.stdout.write(run(options) + "\n")
    except (PackageRefused, KeyRingError) as refused:
        sys.stderr.write(f"{refused}\n")
        return 1
    except OSError as unread:
        sys.stderr.write(f"读写不了 {unread.filename}：{unread.strerror}\n")
        return 1
    return 0


def _key(options: argparse.Namespace) -> str:
    secret = secrets.token_bytes(_SECRET_BYTES)
    with options.file.open("x", encoding="ascii") as file:
        options.file.chmod(0o600)
        file.write(secret.hex() + "\n")
    public = SigningKey(secret).public
    told = f"公钥编号 {public.id}\n公钥 {public.raw.hex()}"
    return f"私钥已存入 {options.file}，不要交给任何人。\n{told}"


def _make(options: argparse.Namespace) -> str:
    key = SigningKey.parse(options.key.read_text(encoding="ascii").strip())
    files = [(path.name, path.read_bytes()) for path in options.files]
    contents = make(
        options.output,
        files,
        key=key,
        number=uuid4(),
        client=options.client,
        template=options.template,
        year=options.year,
        at=datetime.now(UTC),
        totals=options.total,
    )
    return f"数据包 {options.output}：{len(files)} 个文件，编号 {contents.number}。"


def _total(text: str) -> dict[str, Any]:
    """Return what a unit states of a month."""
    found = _TOTAL.fullmatch(text)
    if found is None:
        raise argparse.ArgumentTypeError(f"“{text}”不是对账数，应如 2026-09:penalty:12:3.5。")
    month, kind, count, fines = found.groups()
    return {"month": month, "kind": kind, "count": int(count), "fines": fines}


def _read(options: argparse.Namespace) -> str:
    key = PublicKey.parse(options.key) if options.key else None
    told = read_receipt(options.file.read_text(encoding="utf-8", errors="replace"), key)
    lines = [f"数据包 {told['package']}，{told['received_at']} 收取。"]
    for each in told["files"]:
        if failure := each.get("failure"):
            lines.append(f"{each['file']}：没有收取。{failure['message']}")
            continue
        lines.append(
            f"{each['file']}：通过 {each['accepted']} 行，退回 {each['refused']} 行，"
            f"入库 {each['stored']} 行。"
        )
        lines += [
            f"  {one['sheet']} 第 {one['row']} 行 {one['column']}：{one['message']}"
            for one in each["refusals"]
        ]
    if key is None:
        lines.append("没有给出平台公钥，只核对了回执自身；请用 --key 核对签发者。")
    return "\n".join(lines)

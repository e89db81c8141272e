"""What the commands on a population share: its tables, and one member of it."""

import argparse
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import duckdb

from xinlu.rules.cli.days import a_day, today
from xinlu.rules.cli.speaking import Refused
from xinlu.rules.columns.engine import EngineError
from xinlu.rules.columns.members import members
from xinlu.rules.columns.peers import peers_of
from xinlu.rules.columns.sources import Inputs, InputsError, read_inputs
from xinlu.rules.facts import Facts, Peers
from xinlu.rules.language import Rulebook


@dataclass(frozen=True, slots=True)
class Member:
    """One member of a population: its facts, and the peer groups that it is ranked in."""

    facts: Facts
    peers: Peers | None


def expect_population(parser: argparse.ArgumentParser, *, required: bool) -> None:
    """Say where the tables of a population are, and the day."""
    parser.add_argument(
        "--input",
        required=required,
        metavar="DIR|URL",
        help="数据表所在文件夹（.parquet 或 .csv），或数据库地址（sqlite:///… postgresql://…，只读）",
    )
    parser.add_argument(
        "--tables", type=Path, metavar="FILE", help="表名、列名对照（默认用文件夹里的 tables.yaml）"
    )
    parser.add_argument("--on", type=a_day, metavar="DAY", help="评价日（默认今天）")


def expect_engine(parser: argparse.ArgumentParser) -> None:
    """Say which engine evaluates the population."""
    parser.add_argument(
        "--engine",
        choices=("duckdb", "spark"),
        default="duckdb",
        help="计算引擎（默认 duckdb；spark 须另行安装）",
    )


def expect_subject(parser: argparse.ArgumentParser) -> None:
    """Say which member of a population is meant."""
    expect_population(parser, required=False)
    parser.add_argument("--subject", metavar="ID", help="数据表中的哪一个主体")


def member_of(rulebook: Rulebook, arguments: argparse.Namespace) -> Member:
    """Return the subject that the command line names, with its peers where the rulebook ranks."""
    if arguments.input is None or arguments.subject is None:
        raise Refused("--input 和 --subject 要一起写：在哪里找，找哪一个主体。")
    on = arguments.on or today()
    with telling_what_to_mend():
        inputs = inputs_of(arguments)
        found = list(members(rulebook, inputs, [arguments.subject], on))
        if not found:
            raise Refused(
                f"主体 “{arguments.subject}” 不在数据表 subjects 中，"
                "或者它有记录缺少编号、日期无法识别。"
            )
        return Member(found[0], peers_of(rulebook, inputs, on))


def inputs_of(arguments: argparse.Namespace) -> Inputs:
    """Return the tables that the command line names."""
    return read_inputs(arguments.input, arguments.tables)


@contextmanager
def telling_what_to_mend() -> Iterator[None]:
    """Turn what the tables or the engine refuse into a sentence for the command line."""
    try:
        yield
    except InputsError as error:
        raise Refused(f"数据表无法使用：{error}") from error
    except EngineError as error:
        raise Refused(str(error)) from error
    except duckdb.Error as error:
        raise Refused(f"数据库引擎无法完成：{error}") from error
    except OSError as error:
        raise Refused(f"{error.filename}: 无法读写（{error.strerror}）。") from error


@contextmanager
def written_whole(file: Path | None) -> Iterator[Path | None]:
    """Give a file to write to, and let it stand at its own name once all is done."""
    if file is None:
        yield None
        return
    part = file.with_name(f".{file.name}.part")
    try:
        yield part
        part.replace(file)
    finally:
        part.unlink(missing_ok=True)


def a_table(text: str) -> Path:
    """Return the file of a table, or say which there are."""
    path = Path(text)
    if path.suffix not in (".parquet", ".csv"):
        raise argparse.ArgumentTypeError(f"“{text}” 应以 .parquet 或 .csv 结尾")
    if not path.parent.is_dir():
        raise argparse.ArgumentTypeError(f"没有文件夹 {path.parent}")
    return path


def a_parquet(text: str) -> Path:
    """Return the file of a table that is too large for a spreadsheet."""
    path = a_table(text)
    if path.suffix != ".parquet":
        raise argparse.ArgumentTypeError(f"“{text}” 应以 .parquet 结尾")
    return path

"""Reading a connector's file strictly: what is wrong names file, key and remedy."""

import re
from collections.abc import Iterable, Mapping
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any, Final

import yaml

from xinlu.accounts import jurisdictions
from xinlu.collection.checking.language import SheetTemplate
from xinlu.collection.templates import UnknownTemplate, load_template
from xinlu.exchange.connectors.language import KINDS, Column, Connector, Cursor, Sample
from xinlu.kernel.yaml_files import parsed

_VARIABLE: Final = re.compile(r"[A-Z][A-Z0-9_]{2,63}")
_CODE: Final = re.compile(r"[a-z0-9][a-z0-9-]{2,39}")
#: Whole numbers of a file, each with the least and the most that makes sense.
_BOUNDS: Final = {
    "every": (10, 86_400 * 31),
    "timeout": (0.1, 120),
    "attempts": (1, 10),
    "page": (1, 10_000),
    "look_back": (0, 100_000),
}
_NEEDED: Final = (
    *("code", "title", "kind", "client", "template", "address"),
    *("cursor", "key", "version", "columns"),
)
_MAY: Final = ("secret", "view", "sheet", "every", "timeout", "attempts", "sample")


class ConnectorError(Exception):
    """A connector's file says something that cannot be meant; the message names place and mend."""


class UnknownConnector(LookupError):
    """No jurisdiction in force has a connector of this code."""


def codes() -> list[str]:
    """Return the codes of all connectors of the jurisdiction in force."""
    return sorted(path.stem for path in jurisdictions.files("connectors"))


def load_connector(code: str) -> Connector:
    """Return the connector `code`. Raises `UnknownConnector` and `ConnectorError`."""
    path = jurisdictions.find("connectors", f"{code}.yaml")
    if path is None:
        known = ", ".join(codes()) or "none"
        raise UnknownConnector(f"There is no connector '{code}'; there are: {known}.")
    return read_connector(path)


def read_connector(path: Path) -> Connector:
    """Read a connector's file, or raise `ConnectorError` naming the place."""
    reader = _Reader(path)
    said = reader.said()
    reader.keys("", said, _NEEDED, _MAY)
    if said["code"] != path.stem or not _CODE.fullmatch(str(said["code"])):
        reader.fail("code", f"is {said['code']!r}; it must be the file's name, '{path.stem}'")
    if said["kind"] not in KINDS:
        reader.fail("kind", f"is {said['kind']!r}; there are {', '.join(KINDS)}")
    for name in ("address", "secret"):
        if name in said and not _VARIABLE.fullmatch(str(said[name])):
            reader.fail(
                name,
                "must name a variable of the environment, such as CORPS_ADDRESS, not its value",
            )
    if (said["kind"] == "database-view") != ("view" in said):
        reader.fail(
            "view", "names the view of a database; a database-view needs it, a feed has none"
        )
    sheet = reader.sheet(said)
    cursor = reader.mapping("cursor", said["cursor"])
    reader.keys("cursor", cursor, ("column",), ("page", "look_back"))
    columns = reader.columns(said["columns"], sheet)
    numbers = {name: reader.number(name, said[name]) for name in _BOUNDS if name in said}
    return Connector(
        **{name: str(said[name]) for name in (*_NEEDED[:6], "key", "version")},  # type: ignore[arg-type]
        **{name: str(said[name]) for name in ("secret", "view") if name in said},  # type: ignore[arg-type]
        **numbers,
        sheet=sheet.key,
        cursor=Cursor(
            str(cursor["column"]),
            **{name: reader.number(name, cursor[name]) for name in cursor if name != "column"},
        ),
        columns=columns,
        sample=reader.sample(said["sample"], columns) if "sample" in said else None,
    )


class _Reader:
    """Reads one file and knows where each key stands in it."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.text = path.read_text(encoding="utf-8")

    def said(self) -> dict[str, Any]:
        """Return what the file says."""
        try:
            return self.mapping("", parsed(self.text))
        except yaml.YAMLError as wrong:
            mark = getattr(wrong, "problem_mark", None)
            line = f":{mark.line + 1}" if mark else ""
            raise ConnectorError(f"{self.path.name}{line}: this is no YAML: {wrong}.") from None

    def fail(self, key: str, why: str) -> None:
        """Refuse the file for what a key says."""
        last = key.rpartition(".")[2]
        lines = (
            number
            for number, line in enumerate(self.text.splitlines(), 1)
            if re.match(rf"\s*(\{{\s*)?[\"']?{re.escape(last)}[\"']?\s*:", line)
        )
        line = next(lines, 1)
        raise ConnectorError(f"{self.path.name}:{line}: `{key}` {why}.")

    def mapping(self, key: str, said: Any) -> dict[str, Any]:
        """Return keys and values, or refuse."""
        if not isinstance(said, dict) or not all(isinstance(name, str) for name in said):
            self.fail(key or "code", f"should hold keys and values, not {said!r}")
        return dict(said)

    def keys(
        self, where: str, said: Mapping[str, Any], needed: Iterable[str], may: Iterable[str]
    ) -> None:
        """Refuse a key that is not known and one that is lacking."""
        prefix = f"{where}." if where else ""
        for name in said:
            if name not in (*needed, *may):
                self.fail(
                    f"{prefix}{name}", f"is not known; known are {', '.join((*needed, *may))}"
                )
        for name in needed:
            if said.get(name) in (None, "", {}):
                self.fail(f"{prefix}{name}", "is lacking or empty; add it")

    def number(self, key: str, said: Any) -> Any:
        """Return a number within its bounds."""
        least, most = _BOUNDS[key]
        is_whole = isinstance(said, int) and not isinstance(said, bool)
        is_number = is_whole or (key == "timeout" and isinstance(said, float))
        if not is_number or not least <= said <= most:
            self.fail(key, f"is {said!r}; it should be a number from {least} to {most}")
        return said

    def sheet(self, said: Mapping[str, Any]) -> SheetTemplate:
        """Return the sheet of the template that the rows go to."""
        try:
            template = load_template(str(said["template"]))
        except UnknownTemplate as unknown:
            self.fail("template", f"is not known: {unknown}".rstrip("."))
        known = {sheet.key: sheet for sheet in template.sheets}
        chosen = str(said.get("sheet") or (next(iter(known)) if len(known) == 1 else ""))
        if chosen not in known:
            self.fail("sheet", f"should be one of {', '.join(known)}")
        return known[chosen]

    def columns(self, said: Any, sheet: SheetTemplate) -> dict[str, Column]:
        """Return the partner's columns; two may not fill one field."""
        read: dict[str, Column] = {}
        taken: dict[str, str] = {}
        for name, told in self.mapping("columns", said).items():
            where = f"columns.{name}"
            told = {"field": told} if isinstance(told, str) else self.mapping(where, told)
            self.keys(where, told, ("field",), ("codes", "factor", "date"))
            known = sheet.field_by_key
            if (key := str(told["field"])) not in known:
                self.fail(where, f"has the field '{key}'; the template has {', '.join(known)}")
            if key in taken:
                self.fail(where, f"fills '{key}', which '{taken[key]}' fills as well")
            taken[key] = name
            read[name] = Column(
                key,
                self.codes_of(where, told["codes"]) if "codes" in told else None,
                self.factor(where, told.get("factor")),
                str(told.get("date", "")),
            )
        return read

    def codes_of(self, where: str, said: Any) -> dict[str, str]:
        """Return a code set; a code is a text, so that 01 stays 01."""
        if not said or not isinstance(said, dict) or not all(isinstance(c, str) for c in said):
            self.fail(where, f'has codes that are no texts; write them as "01": …, not {said!r}')
        return {code.strip(): str(word) for code, word in said.items()}

    def factor(self, where: str, said: Any) -> Decimal | None:
        """Return an exact factor; one written as a float might not be what was meant."""
        if said is None:
            return None
        try:
            factor = Decimal(said) if isinstance(said, (str, int)) else Decimal("NaN")
        except InvalidOperation:
            factor = Decimal("NaN")
        if not factor.is_finite() or factor <= 0:
            self.fail(where, f'has the factor {said!r}; write it in quotes, such as "0.0001"')
        return factor

    def sample(self, said: Any, columns: Mapping[str, Column]) -> Sample:
        """Return the sample rows of the simulator."""
        told = self.mapping("sample", said)
        self.keys("sample", told, ("row", "wrong", "corrected"), ())
        parts = {}
        for part, cells in told.items():
            parts[part] = {k: str(v) for k, v in self.mapping(f"sample.{part}", cells).items()}
            for name in parts[part]:
                if name not in columns:
                    self.fail(f"sample.{part}.{name}", "is none of `columns`")
        return Sample(**parts)

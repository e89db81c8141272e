"""Dated parameters (deadlines, thresholds, terms) from the jurisdiction's files."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from xinlu.accounts import jurisdictions
from xinlu.kernel.yaml_files import read_yaml


class ParameterMissing(LookupError):
    """No file gives a value of the parameter for the day."""

    def __init__(self, code: str, on: date) -> None:
        super().__init__(
            f"No parameters/{code}.yaml of this jurisdiction or those above it gives a value for "
            f"{on}. Add one, with its basis."
        )


@dataclass(frozen=True)
class Parameter:
    """A value as it stood on a day, with where it comes from and whether that was seen."""

    value: Any
    basis: str
    verified: bool


def parameter(code: str, on: date) -> Parameter:
    """Return the parameter `code` as it stands on the day `on`.

    `until` in a file is the first day on which a value no longer holds.
    """
    path = jurisdictions.find("parameters", f"{code}.yaml")
    found = standing(read_yaml(path)["values"], on) if path else None
    if found is None:
        raise ParameterMissing(code, on)
    return found


def standing(values: list[dict[str, Any]], on: date) -> Parameter | None:
    """Return which of dated `values` stands on the day `on`, if one does."""
    for row in values:
        if row["since"] <= on and (row.get("until") is None or on < row["until"]):
            return Parameter(row["value"], row["basis"], row["verified"])
    return None

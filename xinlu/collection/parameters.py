"""What a jurisdiction may set about batches, as data with dates and a basis."""

from datetime import date
from functools import cache

from xinlu.accounts import jurisdictions
from xinlu.kernel.yaml_files import read_yaml


@cache
def withdrawal_by_sender(on: date) -> int:
    """Return for how many hours a sender may withdraw its own stored batch, on the day `on`."""
    path = jurisdictions.find("parameters", "batch-withdrawal.yaml")
    if path is None:
        raise LookupError("No jurisdiction in force has parameters/batch-withdrawal.yaml.")
    for value in read_yaml(path)["values"]:
        if value["since"] <= on and (value.get("until") is None or on < value["until"]):
            return int(value["value"])
    raise LookupError(f"{path} says nothing for {on}.")

"""Tables as PDF, set by Typst from a file beside this module; data go in as JSON, never as code."""

import json
from pathlib import Path
from typing import Any

import typst

FOLDER = Path(__file__).parent / "typst"
PDF = "application/pdf"


def typeset(name: str, told: dict[str, Any]) -> bytes:
    """Return the PDF of the sheet `name` with these data."""
    inputs = {"told": json.dumps(told, ensure_ascii=False)}
    made: bytes = typst.compile(str(FOLDER / f"{name}.typ"), sys_inputs=inputs)
    return made

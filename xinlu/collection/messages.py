"""Sentences in Chinese for every code: what is wrong, by which rule, and how to mend it.

The sentences themselves are in sentences.yaml beside this module.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from xinlu.accounts import words
from xinlu.kernel.yaml_files import read_yaml

_SAID: Final[Mapping[str, Any]] = read_yaml(Path(__file__).with_name("sentences.yaml"))
REFUSALS: Final[Mapping[str, str]] = _SAID["refusals"]
FAILURES: Final[Mapping[str, str]] = _SAID["failures"]
_MEGABYTE: Final = 1024 * 1024

# Acts upon batches are refused in the words of accounts, which all faces use.
words.add(_SAID["acts"])


def sentence(code: str, params: Mapping[str, Any], lang: str = "zh") -> str:
    """Return what is wrong, by which rule, and how to mend it.

    `code` is of a row's refusal, of a file's failure (`FileRefused`, `SheetFailure`) or of a
    refused act; `params` come with it. There is Chinese only; `lang` is kept for others to come.
    """
    told = words.Blanks({**params, **_derived(params)})
    for template in (_refusal(code, params), FAILURES.get(code), words.SENTENCES.get(code)):
        if template is not None:
            return template.format_map(told)
    return f"没有办理（{code}）。"


def _refusal(code: str, params: Mapping[str, Any]) -> str | None:
    """Return the sentence for the reason given, else the one for the code alone."""
    reason = _reason(code, params)
    return REFUSALS.get(f"{code} {reason}") or REFUSALS.get(code)


def _reason(code: str, params: Mapping[str, Any]) -> str:
    """Return which of a code's sentences is meant."""
    if code == "duplicate":
        return str(params.get("reason") or ("stored" if "batch" in params else ""))
    if code == "number" and "places" in params:
        return "places"
    if params.get("reason") == "there is no such day":
        return "no-such-day"
    if "reason" not in params and "found" in params:
        return "found"
    return str(params.get("reason", ""))


def _derived(params: Mapping[str, Any]) -> dict[str, str]:
    """Return parameters in the form in which they stand in a sentence."""
    told: dict[str, str] = {}
    told.update(_SAID["identifiers"].get(params.get("kind"), {}))
    for name in ("allowed", "columns", "headings"):
        if isinstance(params.get(name), list):
            told[name] = "、".join(map(str, params[name]))
    if because := params.get("because"):
        told["because"] = "，".join(f"“{name}”为“{value}”时" for name, value in because)
    if "columns" in params and "headings" in params:
        told["headings"] += f"（{told['columns']} 列）"
    told["unit_note"] = f"（单位：{params['unit']}）" if params.get("unit") else ""
    if "years" in params:
        years = "、".join(map(str, params["years"]))
        told["years"] = (
            f"：认定日期分属 {years} 年" if years else "：表中没有日期，文件名也没有写明"
        )
    if "really" in params:
        told["really"] = _SAID["formats"].get(params["really"], "别的文件")
    if "size" in params:
        told["size_mb"] = f"{params['size'] / _MEGABYTE:.1f}"
        told["max_mb"] = f"{params.get('max', params.get('limit', 0)) / _MEGABYTE:g}"
    return told

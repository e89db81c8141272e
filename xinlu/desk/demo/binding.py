"""Causes that no table names, bound by the demo city's officers through the acts."""

from decimal import Decimal
from typing import Any

from xinlu.desk.demo import officers
from xinlu.desk.demo.world import told
from xinlu.evaluation.causes import normalised
from xinlu.evaluation.models import CauseBinding
from xinlu.evaluation.services import causes

_REASON = "演示城市虚构的意见，不代表任何机关意见"


def bind() -> None:
    """Propose the causes of the file and take each as far as it says, unless that was done."""
    for said in told("bindings")["bindings"]:
        text = normalised(said["cause"])
        held = CauseBinding.objects.filter(scheme=said["scheme"], text=text).first()
        _decide(held or _propose(said), said)


def _propose(said: dict[str, Any]) -> CauseBinding:
    wanted = causes.Wanted(
        cause=said["cause"],
        item=said["item"],
        since=said["since"],
        fine_from=_number(said, "fine_from"),
        points=_number(said, "points"),
    )
    by = officers.actor("city-evaluator")
    return causes.propose(None, by=by, scheme=said["scheme"], wanted=wanted, reason=said["reason"])


def _decide(binding: CauseBinding, said: dict[str, Any]) -> None:
    by, fate = officers.actor("city-approver"), said["fate"]
    if binding.state == CauseBinding.State.PROPOSED and fate == "refused":
        causes.refuse(binding, by=by, reason=_REASON)
    if binding.state == CauseBinding.State.PROPOSED and fate in ("confirmed", "ended"):
        binding = causes.confirm(binding, by=by, reason=_REASON)
    if binding.state == CauseBinding.State.CONFIRMED and fate == "ended":
        causes.end(binding, by=by, until=said["until"], reason=_REASON)


def _number(said: dict[str, Any], key: str) -> Decimal | None:
    return Decimal(str(said[key])) if key in said else None

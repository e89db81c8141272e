"""What the reviewer of the demo city did where sources did not agree."""

from xinlu.desk.demo import officers
from xinlu.registry.models import Discrepancy
from xinlu.registry.services import discrepancies


def carry_out() -> None:
    """Decide one, ask the source of another to correct it, and leave the rest open."""
    if Discrepancy.objects.exclude(state=Discrepancy.State.OPEN).exists():
        return
    by = officers.actor("city-legal")
    [*held] = Discrepancy.objects.at_hand().order_by("pk")[:2]
    if held:
        reason = "示例：已更名，许可证尚未换发，以登记机关的为准。"
        discrepancies.accept(held[0], by=by, origin="entity", reason=reason)
    if len(held) > 1:
        reason = "示例：请许可机关换发许可证后重新报送。"
        discrepancies.ask(held[1], by=by, reason=reason)

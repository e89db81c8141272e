"""留存到期 on the desk: the dry run by item and year, and what may be done with an order."""

from collections.abc import Sequence
from typing import Any

from django.utils.timezone import localdate

from xinlu.accounts.actors import Actor
from xinlu.accounts.models import Role
from xinlu.catalogue.models import CatalogueItem
from xinlu.catalogue.selectors import title_of
from xinlu.collection import retention
from xinlu.collection.models import RetentionOrder
from xinlu.collection.retention import Figure
from xinlu.collection.services import retention as services
from xinlu.desk.forms import Query, choice, day
from xinlu.desk.steps import Kind
from xinlu.kernel.spreadsheets import Written

S = RetentionOrder.State
TAGS: dict[str, str] = {S.PROPOSED: "warn", S.APPROVED: "info"}
HEADINGS = ("目录事项", "编码", "年度", "留存年限", "到期", "暂不封存")
#: Posts that see what is due.
READERS = (Role.ADMINISTRATOR, Role.APPROVER, Role.AUDITOR)
STEPS: dict[str, Kind] = {
    "approve": Kind("审定封存", (Role.APPROVER,), (S.PROPOSED,), services.approve, True),
    "refuse": Kind("不予封存", (Role.APPROVER,), (S.PROPOSED,), services.refuse, True),
}
EFFECTS = {
    "approve": "由系统逐批封存：个人信息加密后不再显示，记录、凭证和已公布的结果保留。不能撤回。",
    "refuse": "不封存，以后可以再提请。",
}


class RetentionQuery(Query):
    """Asks what is due on a day; without one, today."""

    item = choice("目录事项", [])
    until = day("截至")

    def complete(self) -> None:
        """Offer the items that were ever in force."""
        rows = CatalogueItem.objects.order_by("code").values_list("code", "title")
        self.choose("item", list(dict(rows).items()))


def may_read(actor: Actor) -> bool:
    """Say whether the actor sees how much is due."""
    return actor.place_ids is None and actor.has(*READERS)


def rows(actor: Actor, asked: dict[str, Any]) -> Sequence[Figure]:
    """Return the lines of the dry run for an officer of the city, none for others."""
    if not may_read(actor):
        return []
    figures = retention.dry_run(asked.get("until") or localdate())
    return [each for each in figures if asked.get("item") in (None, "", each.item)]


def cells(one: Figure) -> tuple[Written, ...]:
    """Return a line of the dry run as a row of a workbook."""
    years = retention.period_of(one.item, localdate()).years
    return (title_of(one.item), one.item, one.year, years, one.due, one.held)


def steps_for(order: RetentionOrder, actor: Actor) -> list[tuple[str, Kind, str]]:
    """Return the steps that the actor may take with an order, who did not ask for it."""
    own = actor.user is not None and order.proposed_by_id == actor.user.pk
    if own or order.state != S.PROPOSED or not actor.has(Role.APPROVER):
        return []
    return [(name, kind, EFFECTS[name]) for name, kind in STEPS.items()]


def may_propose(actor: Actor, figures: Sequence[Figure]) -> bool:
    """Say whether the actor may ask for what is shown: all of what is due today."""
    is_free = not RetentionOrder.objects.filter(state__in=[S.PROPOSED, S.APPROVED]).exists()
    return is_free and actor.has(Role.ADMINISTRATOR) and retention.total(figures) > 0

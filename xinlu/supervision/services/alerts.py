"""What an officer does about an alert of the risk watch: takes it up, and says what came of it."""

from xinlu.accounts.actors import Actor
from xinlu.accounts.acts import act, argue, move
from xinlu.accounts.models import Role
from xinlu.supervision.models import Alert

_OFFICERS = (Role.CLERK, Role.REVIEWER)


@act("alert.take", title="承办预警", may=_OFFICERS)
def take(alert: Alert, *, by: Actor, nonce: str = "") -> Alert:
    """Take the alert up: from now on the actor is who looks into it."""
    return move(alert, Alert.State.TAKEN, moves=Alert.MOVES, owner=by.user)


@act("alert.confirm", title="认定预警属实", may=_OFFICERS)
def confirm(alert: Alert, *, by: Actor, reason: str, nonce: str = "") -> Alert:
    """Say that the risk is there, and what was done about it."""
    return argue(alert, Alert.State.CONFIRMED, name="alert.confirm", reason=reason)


@act("alert.dismiss", title="认定预警不属实", may=_OFFICERS)
def dismiss(alert: Alert, *, by: Actor, reason: str, nonce: str = "") -> Alert:
    """Say that there is no risk, and why it looked like one."""
    return argue(alert, Alert.State.DISMISSED, name="alert.dismiss", reason=reason)


@act("alert.pass_on", title="移送预警", may=_OFFICERS)
def pass_on(alert: Alert, *, by: Actor, reason: str, nonce: str = "") -> Alert:
    """Pass the alert on to whoever is competent; the reason names who that is."""
    return argue(alert, Alert.State.PASSED, name="alert.pass_on", reason=reason)

"""Users who speak for subjects become actors that see those subjects and nothing else."""

from datetime import date

from xinlu.accounts.actors import Actor
from xinlu.accounts.doors import actor_maker
from xinlu.accounts.models import User
from xinlu.registry.services.links import actor_for


@actor_maker(User.Kind.SUBJECT)
def spokesman(user: User, on: date) -> Actor:
    """Return the user with the subjects it represents on the day `on`."""
    return actor_for(user, on)

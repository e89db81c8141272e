"""Users who speak for subjects become actors by what they represent (see accounts.doors)."""

from xinlu.accounts.doors import actor_maker
from xinlu.accounts.models import User
from xinlu.registry.services.links import actor_for

actor_maker(User.Kind.SUBJECT)(actor_for)

"""The systems of the demo city's authorities that send without a person at the screen."""

from xinlu.accounts.actors import SYSTEM
from xinlu.accounts.models import Authority, Client
from xinlu.accounts.services import clients
from xinlu.desk.demo.world import told


def connect() -> None:
    """Make every client of the file that is not there yet; nobody is told its secret."""
    there = set(Client.objects.values_list("code", flat=True))
    for one in told("systems")["systems"]:
        if one["code"] not in there:
            clients.make(
                Authority.objects.get(code=one["authority"]),
                by=SYSTEM,
                code=one["code"],
                title=one["title"],
                scopes=one["scopes"],
                confirms_itself=one["confirms_itself"],
            )

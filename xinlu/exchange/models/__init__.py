from xinlu.exchange.models.connections import Connection, PulledRow, Pulling
from xinlu.exchange.models.forms import FormPhoto, MobileForm
from xinlu.exchange.models.sendings import Drop, Package, Sending

__all__ = [
    "Connection",
    "Drop",
    "FormPhoto",
    "MobileForm",
    "Package",
    "PulledRow",
    "Pulling",
    "Sending",
]

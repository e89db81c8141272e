from xinlu.exchange.models.connections import Connection, PulledRow
from xinlu.exchange.models.sendings import Drop, Package, Sending

__all__ = ["Connection", "Drop", "Package", "PulledRow", "Sending"]

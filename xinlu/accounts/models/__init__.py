from xinlu.accounts.models.clients import Client, ClientKey, ClientMinute, Scope
from xinlu.accounts.models.ledger import Announcement, AuditEntry, AuditHead, UsedNonce
from xinlu.accounts.models.people import (
    Appointment,
    Delegation,
    Handover,
    Role,
    User,
)
from xinlu.accounts.models.places import Authority, Line, Place

__all__ = [
    "Announcement",
    "Appointment",
    "AuditEntry",
    "AuditHead",
    "Authority",
    "Client",
    "ClientKey",
    "ClientMinute",
    "Delegation",
    "Handover",
    "Line",
    "Place",
    "Role",
    "Scope",
    "UsedNonce",
    "User",
]

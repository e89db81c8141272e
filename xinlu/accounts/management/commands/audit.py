"""`xinlu audit verify|seal|head`."""

from typing import Any

from django.core.management import BaseCommand, CommandError
from django.core.management.base import CommandParser
from django.utils import timezone

from xinlu.accounts.services import audit


class Command(BaseCommand):
    """Prove that the ledger is whole, seal what waits, or print the newest heads."""

    #: It needs none of the pages that checks would load.
    requires_system_checks = ()
    help = "verify: prove that the ledger is whole; seal: chain what waits; head: print the heads."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the verb."""
        parser.add_argument("verb", choices=["verify", "seal", "head"])

    def handle(self, *args: Any, **options: Any) -> None:
        """Do what the verb says; a ledger that is not whole ends with status 1."""
        {"verify": self.verify, "seal": self.seal, "head": self.head}[options["verb"]]()

    def verify(self) -> None:
        """Verify; name the first entry that does not hold."""
        found = audit.verify()
        if found.fault is not None:
            fault = found.fault
            raise CommandError(
                f"The ledger does not hold. {fault}\n"
                f"entry={fault.entry_id or ''} position={fault.position} act={fault.act} "
                f"kind={fault.kind}",
                returncode=1,
            )
        self.stdout.write(
            f"The ledger holds: {found.checked} entries in order, {found.unsealed} not sealed yet; "
            f"head {found.hash} at position {found.position}."
        )

    def seal(self) -> None:
        """Chain what waits."""
        try:
            self.stdout.write(f"{audit.seal(timezone.now())} entries sealed.")
        except audit.ChainBroken as broken:
            raise CommandError(str(broken), returncode=1) from broken

    def head(self) -> None:
        """Print the heads of the last seven days."""
        for head in audit.newest_heads(7):
            self.stdout.write(f"{head.day} {head.position} {head.hash}")

"""`xinlu demo`: the people of the demo city, and the manual's example files as its first data."""

from pathlib import Path
from typing import Any

import yaml
from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser

from xinlu.accounts import jurisdictions
from xinlu.accounts.actors import SYSTEM
from xinlu.accounts.models import Authority, User
from xinlu.accounts.services import people
from xinlu.collection.models import Batch

EXAMPLES = {"penalty": "penalties.xlsx", "highway-ledger": "highway-ledger-2022.xlsx"}


class Command(BaseCommand):
    """Fill the demo city once; with `--accounts`, only say who can log in."""

    help = __doc__ or ""

    def add_arguments(self, parser: CommandParser) -> None:
        """Take whether only the accounts are asked for."""
        parser.add_argument("--accounts", action="store_true")

    def handle(self, *_: Any, accounts: bool, **__: Any) -> None:
        """Refuse outside the demo city; its password is printed in the manual."""
        if settings.JURISDICTION != "demo":
            raise CommandError("Only the demo city has demo accounts: set XINLU_JURISDICTION=demo.")
        path = jurisdictions.find("city", "accounts.yaml")
        if path is None:
            raise CommandError("jurisdictions/demo/city/accounts.yaml is missing.")
        cast = yaml.safe_load(path.read_text(encoding="utf-8"))
        if accounts:
            for officer in cast["officers"]:
                line = f"  {officer['username']:<16} {cast['password']}   {officer['told']}"
                self.stdout.write(line)
            return
        made = [officer for officer in cast["officers"] if let_in(officer, cast)]
        self.stdout.write(f"人员：新增 {len(made)}")
        if not Batch.objects.exists():
            self.import_examples()

    def import_examples(self) -> None:
        """Bring in the example files as a county's clerk would."""
        for template, name in EXAMPLES.items():
            file = Path(settings.BASE_DIR) / "docs" / "examples" / name
            call_command(
                "import_file", template, str(file), authority="990107-transport", stdout=self.stdout
            )


def let_in(officer: dict[str, Any], cast: dict[str, Any]) -> bool:
    """Make the officer's account if there is none, and say whether it was made."""
    if User.objects.filter(username=officer["username"]).exists():
        return False
    authority = Authority.objects.get(code=officer["authority"])
    user = people.invite(
        authority,
        by=SYSTEM,
        username=officer["username"],
        name=officer["name"],
        role=officer["role"],
        since=cast["since"],
    )
    user.set_password(cast["password"])
    user.must_change_password = False
    user.save(update_fields=["password", "must_change_password"])
    return True

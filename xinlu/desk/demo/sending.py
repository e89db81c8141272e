"""A file that an office sends on a day, and what becomes of it."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Literal

from django.utils.timezone import make_aware

from xinlu.desk.demo.deeds import Row
from xinlu.desk.demo.world import Office, draw
from xinlu.desk.demo.writing import Style, write

Fate = Literal["stored", "waiting", "withdrawn", "discarded", "unreadable"]

_OPENS, _OPEN_MINUTES = time(9), 8 * 60


@dataclass(frozen=True)
class Sending:
    """A file that an office sends on a day, and what becomes of it."""

    on: date
    office: Office
    template: str
    name: str
    sheets: dict[str, list[Row]]
    style: Style
    fate: Fate = "stored"

    @property
    def file_name(self) -> str:
        """Return the name under which the file is sent."""
        return f"{self.name}{self.style.suffix}"

    @property
    def at(self) -> datetime:
        """Return the moment at which it comes in: some time while the office is open."""
        minutes = draw("moment", self.office.code, self.name, self.on).randrange(_OPEN_MINUTES)
        return make_aware(datetime.combine(self.on, _OPENS) + timedelta(minutes=minutes))

    def write(self, folder: Path) -> Path:
        """Write the file below the folder and return where it is."""
        path = folder / self.office.code / self.file_name
        rng = draw("columns", self.office.code, self.name)
        write(path, self.template, self.sheets, self.style, rng, self.office.name)
        if self.fate == "unreadable":
            whole = path.read_bytes()
            path.write_bytes(whole[: len(whole) // 2])
        return path

"""What `xinlu migrate` brings in: the rulebook files' editions."""

from xinlu.accounts.seeding import Seeded, seeder
from xinlu.evaluation import editions


@seeder(50, "评价标准")
def seed_editions() -> Seeded:
    """Store the editions that are not stored yet; a changed file is an error that names it."""
    return editions.seed()

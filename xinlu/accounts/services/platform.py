"""Acts of the platform upon itself."""

from django.db import transaction

from xinlu.accounts import seeding
from xinlu.accounts.actors import Actor
from xinlu.accounts.acts import ACTS, ActRule, record

SEED = ActRule("platform.seed", "写入基础数据", (), ())
ACTS[SEED.name] = SEED


def seed(target: None, *, by: Actor, jurisdiction: str) -> dict[str, seeding.Seeded]:
    """Bring the jurisdiction's data in, and return by title what each step did.

    All or nothing. The ledger has a line only where something was written.
    """
    with transaction.atomic():
        done = {step.title: step.seed() for step in seeding.steps()}
        if touched := sum(seeded.touched for seeded in done.values()):
            record(SEED.name, target, by=by, details={"rows": touched, "in": jurisdiction})
    return done

"""What a made-up subject comes to, or what is still missing to say so."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from xinlu.rules.facts import Facts, Peer, Peers
from xinlu.rules.judging import judge
from xinlu.rules.language import Quantity, Ranked, Rulebook
from xinlu.rules.messages import FactsError
from xinlu.rules.peers import population_peers
from xinlu.rules.trying.answers import Answers, Mistake, Reading, Rows, facts_from, subject_of
from xinlu.rules.trying.asked import Asked
from xinlu.rules.verdict import Verdict

#: The largest group in which somebody may say to have a place.
MOST_PEERS = 999


@dataclass(frozen=True, slots=True)
class Tried:
    """A verdict on a made-up subject, or none: with what is wrong, or what is still missing."""

    on: date
    verdict: Verdict | None
    mistakes: tuple[Mistake, ...] = ()
    missing: tuple[Mistake, ...] = ()
    refused: str = ""


def tried(rulebook: Rulebook, asked: Asked, answers: Answers, today: date) -> Tried:
    """Return what the answers come to by the rulebook; silence is never taken as nought."""
    reading = facts_from(rulebook, asked, answers, today)
    facts = subject_of(reading)
    peers = peers_of(reading, facts)
    mistakes = tuple(reading.mistakes)
    if mistakes:
        return Tried(reading.on, None, mistakes)
    missing = tuple(missing_in(reading))
    try:
        return Tried(reading.on, judge(rulebook, facts, peers))
    except FactsError as error:
        if missing and error.code.startswith("missing-"):
            return Tried(reading.on, None, missing=missing)
        return Tried(reading.on, None, refused=error.chinese())


def missing_in(reading: Reading) -> Iterator[Mistake]:
    """Yield what was not answered and has to be before there can be a verdict."""
    asked = reading.asked
    for name in asked.dates:
        if name == reading.rulebook.cycle.of and not reading.text(f"d.{name}"):
            yield Mistake(f"d.{name}", "请填日期")
    yield from blank(reading, "", asked.quantities)
    for number in Rows.of(reading.answers, "u").numbers:
        about = asked.units.get(reading.text(f"u{number}.kind"))
        if about is None:
            continue
        if about.weight and not reading.text(f"u{number}.weight"):
            yield Mistake(f"u{number}.weight", "请填权数")
        if about.day and not reading.text(f"u{number}.on"):
            yield Mistake(f"u{number}.on", "请填日期")
        yield from blank(reading, f"u{number}.", about.quantities)
    for rank in asked.ranks:
        if not reading.text(f"k.{rank.name}"):
            yield Mistake(f"k.{rank.name}", "请填名次和参加排名的户数")


def blank(reading: Reading, prefix: str, wanted: tuple[Quantity, ...]) -> Iterator[Mistake]:
    """Yield the quantities that must be there and are not."""
    for quantity in wanted:
        if quantity.missing == "error" and not reading.text(f"{prefix}q.{quantity.name}"):
            yield Mistake(f"{prefix}q.{quantity.name}", "请填写；确为零的写 0")


def peers_of(reading: Reading, facts: Facts) -> Peers | None:
    """Return peer groups in which the subject has the places that were given; None without them.

    The others lie just before and just behind: their values are made up as well.
    """
    ranks = [rank for rank in reading.asked.ranks if reading.text(f"k.{rank.name}")]
    if not ranks:
        return None
    try:
        own = population_peers(reading.rulebook, [facts])
    except FactsError:
        return None
    found = dict(own)
    for rank in ranks:
        size = reading.count(f"n.{rank.name}", 1, MOST_PEERS, 1)
        place = reading.count(f"k.{rank.name}", 1, MOST_PEERS, 1)
        if place > size:
            reading.wrong(f"k.{rank.name}", f"名次不能大于户数（{size}）")
        found[rank.name] = {
            group: [*held, *others(rank, held[0].value, place, size)]
            for group, held in own.get(rank.name, {}).items()
        }
    return found


def others(rank: Ranked, value: Fraction, place: int, size: int) -> Iterator[Peer]:
    """Yield made-up peers, so many before the value and the rest behind it."""
    ahead = -1 if rank.first == "lowest" else 1
    for number in range(1, size):
        side = ahead if number < place else -ahead
        yield Peer(f"同行 {number}", value + side, Fraction(0))

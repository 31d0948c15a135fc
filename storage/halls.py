"""The halls that can be booked."""

from dataclasses import dataclass
from math import inf
from time import monotonic
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    CheckConstraint,
    Column,
    Integer,
    Row,
    Table,
    Text,
    insert,
    select,
    text,
)

from storage.database import Database, metadata

halls = Table(
    "halls",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("name", Text, nullable=False, unique=True),
    Column("aliases", JSON, nullable=False),
    Column("description", JSON, nullable=False),
    Column("rules", JSON, nullable=False),
    Column("hours", JSON, nullable=False),
    Column("capacity", Integer, nullable=False),
    Column("price_per_hour", BigInteger, nullable=False),
    Column("currency", Text, nullable=False),
    Column("time_zone", Text, nullable=False),
    Column("refund_hours", Integer, nullable=False, server_default=text("48")),
    Column("photos", JSON),
    CheckConstraint("capacity > 0", name="capacity"),
    CheckConstraint("price_per_hour >= 0", name="price"),
    CheckConstraint("refund_hours >= 0", name="refund_hours"),
)

FRESH = 2.0
"""For how many seconds the list of halls is taken from memory: every turn asks for it several times."""

Hours = tuple[tuple[int, int] | None, ...]
"""Seven entries, Monday first: opening and closing in minutes of the local day, or None where closed."""


@dataclass(frozen=True, slots=True)
class NewHall:
    """`description` and `rules` map a locale to text; `price_per_hour` is in minor units of `currency`.

    Whoever cancels `refund_hours` before the start or earlier gets the money back. `photos` are names of picture
    files, the best one first.
    """

    name: str
    aliases: tuple[str, ...]
    description: dict[str, str]
    rules: dict[str, str]
    hours: Hours
    capacity: int
    price_per_hour: int
    currency: str
    time_zone: str
    refund_hours: int = 48
    photos: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if len(self.hours) != 7:
            raise ValueError(f"{self.name}: hours have {len(self.hours)} entries, not one for each weekday")
        for opening in self.hours:
            if opening is not None and not 0 <= opening[0] < opening[1] <= 1440:
                raise ValueError(f"{self.name}: {opening} are not minutes of one day, opening before closing")


@dataclass(frozen=True, slots=True, kw_only=True)
class Hall(NewHall):
    id: int


class Halls:
    def __init__(self, database: Database) -> None:
        self._database = database
        self._known: tuple[float, tuple[Hall, ...]] = (-inf, ())

    async def all(self) -> tuple[Hall, ...]:
        """Every hall, in the order they were added; what another process has changed shows after `FRESH`."""
        read_at, known = self._known
        if monotonic() - read_at < FRESH:
            return known
        statement = select(halls).order_by(halls.c.id)
        rows = await self._database.read(lambda connection: connection.execute(statement).all())
        found = tuple(_hall(row) for row in rows)
        self._known = (monotonic(), found)
        return found

    async def get(self, hall_id: int) -> Hall | None:
        statement = select(halls).where(halls.c.id == hall_id)
        row = await self._database.read(lambda connection: connection.execute(statement).one_or_none())
        return None if row is None else _hall(row)

    async def add(self, new: NewHall) -> Hall:
        """Raises IntegrityError when there is a hall of that name."""
        values = insert(halls).values(
            name=new.name,
            aliases=list(new.aliases),
            description=new.description,
            rules=new.rules,
            hours=[list(opening) if opening else None for opening in new.hours],
            capacity=new.capacity,
            price_per_hour=new.price_per_hour,
            currency=new.currency,
            time_zone=new.time_zone,
            refund_hours=new.refund_hours,
            photos=list(new.photos),
        )
        statement = values.returning(halls)
        hall = _hall(await self._database.write(lambda tx: tx.execute(statement).one()))
        self._known = (-inf, ())
        return hall


def _hall(row: Row[Any]) -> Hall:
    return Hall(
        id=row.id,
        name=row.name,
        aliases=tuple(row.aliases),
        description=row.description,
        rules=row.rules,
        hours=tuple((opening[0], opening[1]) if opening else None for opening in row.hours),
        capacity=row.capacity,
        price_per_hour=row.price_per_hour,
        currency=row.currency,
        time_zone=row.time_zone,
        refund_hours=row.refund_hours,
        photos=tuple(row.photos or ()),
    )

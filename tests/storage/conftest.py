from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import pytest

from storage.database import Database
from storage.halls import Hall, Halls, NewHall
from storage.sessions import Session, Sessions
from storage.users import User, Users


@dataclass
class Watch:
    """A clock that stands still until it is told."""

    time: datetime = field(default=datetime(2026, 11, 21, 9, 30, tzinfo=UTC))

    def __call__(self) -> datetime:
        return self.time

    def pass_by(self, **length: float) -> datetime:
        self.time += timedelta(**length)
        return self.time


@pytest.fixture
def watch() -> Watch:
    return Watch()


@pytest.fixture
async def user(database: Database) -> User:
    return await Users(database).resolve("telegram", "17", "Ada", "en")


@pytest.fixture
async def session(database: Database, user: User) -> Session:
    return await Sessions(database).at("telegram:17", user.id)


@pytest.fixture
def new_hall() -> NewHall:
    return NewHall(
        name="Loft",
        aliases=("Лофт", "the attic"),
        description={"en": "Bright", "ru": "Светлый"},
        rules={"en": "No smoking"},
        hours=((540, 1320), (540, 1320), None, (540, 1320), (540, 1440), (0, 1440), None),
        capacity=40,
        price_per_hour=6000,
        currency="EUR",
        time_zone="Europe/Berlin",
    )


@pytest.fixture
async def hall(database: Database, new_hall: NewHall) -> Hall:
    return await Halls(database).add(new_hall)

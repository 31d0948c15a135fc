"""People, and their accounts on the platforms."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import (
    CheckConstraint,
    Column,
    Connection,
    ForeignKey,
    Row,
    Table,
    Text,
    delete,
    insert,
    select,
    update,
)

from storage.clock import Clock, utc_now
from storage.columns import BigId, Moment
from storage.database import Database, metadata
from storage.upsert import insert_once

users = Table(
    "users",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("role", Text, nullable=False),
    Column("locale", Text, nullable=False),
    Column("time_zone", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("created_at", Moment, nullable=False),
    CheckConstraint("role IN ('user', 'moderator', 'admin')", name="role"),
    sqlite_autoincrement=True,
)

accounts = Table(
    "accounts",
    metadata,
    Column("platform", Text, primary_key=True),
    Column("platform_user_id", Text, primary_key=True),
    Column("user_id", BigId, ForeignKey("users.id"), nullable=False, index=True),
    Column("created_at", Moment, nullable=False),
)


Role = Literal["user", "moderator", "admin"]


@dataclass(frozen=True, slots=True)
class User:
    """`time_zone` is an IANA name; `name` is how the platform called them when they first wrote."""

    id: int
    role: Role
    locale: str
    time_zone: str
    name: str


class Users:
    def __init__(self, database: Database, clock: Clock = utc_now) -> None:
        self._database = database
        self._clock = clock

    async def resolve(
        self,
        platform: str,
        platform_user_id: str,
        name: str,
        locale: str,
        admin: bool = False,
        time_zone: str = "UTC",
    ) -> User:
        """The user behind an account, made at its first message. `admin` raises the role, never lowers it."""
        account = (platform, platform_user_id)
        user = await self._database.read(lambda connection: _of_account(connection, account))
        if user is None:
            new = User(0, "admin" if admin else "user", locale, time_zone, name)
            user = await self._database.write(lambda tx: _make(tx, account, new, self._clock()))
        if admin and user.role != "admin":
            user = await self._change(user.id, role="admin")
        return user

    async def get(self, user_id: int) -> User | None:
        statement = select(users).where(users.c.id == user_id)
        row = await self._database.read(lambda connection: connection.execute(statement).one_or_none())
        return None if row is None else _user(row)

    async def set_locale(self, user_id: int, locale: str) -> None:
        await self._change(user_id, locale=locale)

    async def _change(self, user_id: int, **values: str) -> User:
        statement = update(users).where(users.c.id == user_id).values(**values).returning(users)
        return _user(await self._database.write(lambda tx: tx.execute(statement).one()))


def _of_account(connection: Connection, account: tuple[str, str]) -> User | None:
    statement = (
        select(users)
        .join(accounts, accounts.c.user_id == users.c.id)
        .where(accounts.c.platform == account[0], accounts.c.platform_user_id == account[1])
    )
    row = connection.execute(statement).one_or_none()
    return None if row is None else _user(row)


def _make(tx: Connection, account: tuple[str, str], new: User, now: datetime) -> User:
    """Whoever loses the race for the account takes back the user it made and returns the winner's."""
    values = {"role": new.role, "locale": new.locale, "time_zone": new.time_zone, "name": new.name}
    made = _user(tx.execute(insert(users).values(created_at=now, **values).returning(users)).one())
    platform, platform_user_id = account
    key = {"platform": platform, "platform_user_id": platform_user_id}
    if insert_once(tx, accounts, {**key, "user_id": made.id, "created_at": now}) is not None:
        return made
    tx.execute(delete(users).where(users.c.id == made.id))
    winner = _of_account(tx, account)
    assert winner is not None
    return winner


def _user(row: Row[Any]) -> User:
    return User(id=row.id, role=row.role, locale=row.locale, time_zone=row.time_zone, name=row.name)

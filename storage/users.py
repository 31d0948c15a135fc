"""People, and their accounts on the platforms."""

from dataclasses import asdict, dataclass, fields
from datetime import datetime
from typing import Any, Literal, TypedDict, Unpack

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    Connection,
    ForeignKey,
    Integer,
    Row,
    Table,
    Text,
    delete,
    insert,
    select,
    text,
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
    Column("state", Text, nullable=False, server_default="active"),
    Column("attach", Boolean),
    Column("show_public", Boolean, nullable=False, server_default=text("FALSE")),
    Column("system_message", Text, nullable=False, server_default=text("''")),
    Column("max_tokens", Integer, nullable=False, server_default=text("500")),
    Column("model", Text),
    Column("budget", Text, nullable=False, server_default=text("''")),
    Column("changed_at", Moment),
    Column("voice", Boolean, nullable=False, server_default=text("FALSE")),
    CheckConstraint("role IN ('user', 'moderator', 'admin')", name="role"),
    CheckConstraint("state IN ('new', 'active', 'off')", name="state"),
    CheckConstraint("max_tokens > 0", name="max_tokens"),
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
State = Literal["new", "active", "off"]


@dataclass(frozen=True, slots=True)
class User:
    """`time_zone` is an IANA name; `name` is how the platform called them when they first wrote.

    `state` is what their next plain message does: it begins a session, goes on with the one open there, or goes
    unanswered. `attach` says whether they stay in a session that they began, None for what is usual on the
    platform. `system_message` and `model` are those of new sessions, `max_tokens` bounds one answer, and `budget`
    is what the owner allows them a day, as the settings write it; empty where their role decides. With `voice` they
    hear answers too.
    """

    id: int
    role: Role
    locale: str
    time_zone: str
    name: str
    state: State = "active"
    attach: bool | None = None
    show_public: bool = False
    system_message: str = ""
    max_tokens: int = 500
    model: str | None = None
    budget: str = ""
    voice: bool = False


class UserChanges(TypedDict, total=False):
    """What can be changed of a user."""

    locale: str
    time_zone: str
    name: str
    state: State
    attach: bool | None
    show_public: bool
    system_message: str
    max_tokens: int
    model: str | None
    budget: str
    voice: bool


@dataclass(frozen=True, slots=True)
class UserTimes:
    """`seen_at` is when they last talked with the assistant, `changed_at` when `Users.change` was last used; both
    are `created_at` where that never happened.
    """

    created_at: datetime
    seen_at: datetime
    changed_at: datetime


COLUMNS = tuple(field.name for field in fields(User))
SELECTED = tuple(users.c[name] for name in COLUMNS)

_SEEN = """
    SELECT max(at) AS seen_at FROM (
        SELECT max(spoken_at) AS at FROM sessions WHERE user_id = :user_id
        UNION ALL SELECT max(created_at) FROM usage WHERE user_id = :user_id
    ) AS times
"""
"""Usage tells of those who talk in other people's sessions."""


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
        """Notes the language that they write in, which is no change of theirs."""
        await self._change(user_id, locale=locale)

    async def change(self, user_id: int, **changes: Unpack[UserChanges]) -> User:
        """The user as they are then. NoResultFound where there is none."""
        return await self._change(user_id, **changes, changed_at=self._clock())

    async def times(self, user_id: int) -> UserTimes:
        """NoResultFound where there is no such user."""
        return await self._database.read(lambda connection: _times(connection, user_id))

    async def accounts_of(self, user_id: int) -> list[tuple[str, str]]:
        """The platform and the id there of each account."""
        statement = (
            select(accounts.c.platform, accounts.c.platform_user_id)
            .where(accounts.c.user_id == user_id)
            .order_by(accounts.c.platform, accounts.c.platform_user_id)
        )
        rows = await self._database.read(lambda connection: connection.execute(statement).all())
        return [(row.platform, row.platform_user_id) for row in rows]

    async def _change(self, user_id: int, **values: object) -> User:
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
    values = asdict(new)
    del values["id"]
    made = _user(tx.execute(insert(users).values(created_at=now, **values).returning(users)).one())
    platform, platform_user_id = account
    key = {"platform": platform, "platform_user_id": platform_user_id}
    if insert_once(tx, accounts, {**key, "user_id": made.id, "created_at": now}) is not None:
        return made
    tx.execute(delete(users).where(users.c.id == made.id))
    winner = _of_account(tx, account)
    assert winner is not None
    return winner


def _times(connection: Connection, user_id: int) -> UserTimes:
    row = connection.execute(
        select(users.c.created_at, users.c.changed_at).where(users.c.id == user_id)
    ).one()
    seen = connection.execute(text(_SEEN).columns(seen_at=Moment), {"user_id": user_id}).scalar()
    return UserTimes(row.created_at, seen or row.created_at, row.changed_at or row.created_at)


def _user(row: Row[Any]) -> User:
    return User(**{name: getattr(row, name) for name in COLUMNS})

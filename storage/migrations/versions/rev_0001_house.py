"""The house: users, sessions, transcript, inbox, halls, bookings, operations, usage."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0001_house"
down_revision: str | None = None
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None

BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)

NO_OVERLAP_POSTGRESQL = """
    ALTER TABLE bookings ADD CONSTRAINT ex_bookings_no_overlap EXCLUDE USING gist (
        int4range(hall_id, hall_id, '[]') WITH &&,
        int8range(start_min, end_min, '[)') WITH &&
    ) WHERE (status IN ('held', 'paid'))
"""
NO_OVERLAP_SQLITE = """
    CREATE TRIGGER bookings_no_overlap_on_{event} BEFORE {event} ON bookings
    WHEN NEW.status IN ('held', 'paid') AND EXISTS (
        SELECT 1 FROM bookings
        WHERE hall_id = NEW.hall_id AND status IN ('held', 'paid') {others}
        AND start_min < NEW.end_min AND end_min > NEW.start_min
    )
    BEGIN SELECT RAISE(ABORT, 'overlap'); END
"""


def upgrade() -> None:
    _people()
    _turns()
    _conversations()
    _halls()
    _bookings()
    _refuse_overlaps()


def _people() -> None:
    op.create_table(
        "users",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("locale", sa.Text(), nullable=False),
        sa.Column("time_zone", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.CheckConstraint("role IN ('user', 'moderator', 'admin')", name=op.f("ck_users_role")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_users")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "accounts",
        sa.Column("platform", sa.Text(), nullable=False),
        sa.Column("platform_user_id", sa.Text(), nullable=False),
        sa.Column("user_id", BIG_ID, nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_accounts_user_id")),
        sa.PrimaryKeyConstraint("platform", "platform_user_id", name=op.f("pk_accounts")),
    )
    op.create_index(op.f("ix_accounts_user_id"), "accounts", ["user_id"])


def _turns() -> None:
    op.create_table(
        "inbox",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("platform", sa.Text(), nullable=False),
        sa.Column("update_id", sa.Text(), nullable=False),
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column("payload", sa.Text(), nullable=False),
        sa.Column("reply", sa.Text()),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("failure", sa.Text()),
        sa.Column("accepted_at", MOMENT, nullable=False),
        sa.CheckConstraint("state IN ('waiting', 'answered', 'done', 'failed')", name=op.f("ck_inbox_state")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_inbox")),
        sa.UniqueConstraint("platform", "update_id", name=op.f("uq_inbox_platform_update_id")),
        sqlite_autoincrement=True,
    )
    unfinished = sa.text("state IN ('waiting', 'answered')")
    op.create_index(
        "ix_inbox_unfinished", "inbox", ["id"], sqlite_where=unfinished, postgresql_where=unfinished
    )
    op.create_table(
        "deliveries",
        sa.Column("turn_id", sa.BigInteger(), nullable=False),
        sa.Column("part", sa.Integer(), nullable=False),
        sa.Column("ref", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["turn_id"], ["inbox.id"], name=op.f("fk_deliveries_turn_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("turn_id", "part", name=op.f("pk_deliveries")),
    )
    op.create_table(
        "operations",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("result", sa.Text(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_operations")),
    )


def _conversations() -> None:
    op.create_table(
        "sessions",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("user_id", BIG_ID, nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("mode", sa.Text(), nullable=False),
        sa.Column("model", sa.Text()),
        sa.Column("system_message", sa.Text(), nullable=False),
        sa.Column("public", sa.Boolean(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("updated_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_sessions_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sessions")),
    )
    op.create_index(op.f("ix_sessions_user_id"), "sessions", ["user_id"])
    op.create_table(
        "places",
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column("user_id", BIG_ID, nullable=False),
        sa.Column("session_id", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["session_id"], ["sessions.id"], name=op.f("fk_places_session_id")),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_places_user_id")),
        sa.PrimaryKeyConstraint("place", "user_id", name=op.f("pk_places")),
    )
    op.create_index(op.f("ix_places_session_id"), "places", ["session_id"])
    _transcript()
    _usage()


def _transcript() -> None:
    op.create_table(
        "transcript",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("session_id", sa.Text(), nullable=False),
        sa.Column("turn_id", sa.BigInteger()),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.CheckConstraint("role IN ('person', 'assistant')", name=op.f("ck_transcript_role")),
        sa.ForeignKeyConstraint(["session_id"], ["sessions.id"], name=op.f("fk_transcript_session_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_transcript")),
        sa.UniqueConstraint("turn_id", "role", name=op.f("uq_transcript_turn_id_role")),
    )
    op.create_index("ix_transcript_session", "transcript", ["session_id", "id"])


def _usage() -> None:
    op.create_table(
        "usage",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("turn_id", sa.BigInteger(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("session_id", sa.Text(), nullable=False),
        sa.Column("user_id", BIG_ID, nullable=False),
        sa.Column("model", sa.Text(), nullable=False),
        sa.Column("input_tokens", sa.BigInteger(), nullable=False),
        sa.Column("output_tokens", sa.BigInteger(), nullable=False),
        sa.Column("estimated", sa.Boolean(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["session_id"], ["sessions.id"], name=op.f("fk_usage_session_id")),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_usage_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_usage")),
        sa.UniqueConstraint("turn_id", "position", name=op.f("uq_usage_turn_id_position")),
    )
    op.create_index(op.f("ix_usage_session_id"), "usage", ["session_id"])
    op.create_index(op.f("ix_usage_user_id"), "usage", ["user_id"])


def _halls() -> None:
    op.create_table(
        "halls",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("aliases", sa.JSON(), nullable=False),
        sa.Column("description", sa.JSON(), nullable=False),
        sa.Column("rules", sa.JSON(), nullable=False),
        sa.Column("hours", sa.JSON(), nullable=False),
        sa.Column("capacity", sa.Integer(), nullable=False),
        sa.Column("price_per_hour", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("time_zone", sa.Text(), nullable=False),
        sa.CheckConstraint("capacity > 0", name=op.f("ck_halls_capacity")),
        sa.CheckConstraint("price_per_hour >= 0", name=op.f("ck_halls_price")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_halls")),
        sa.UniqueConstraint("name", name=op.f("uq_halls_name")),
    )


def _bookings() -> None:
    statuses = "status IN ('held', 'paid', 'cancelled', 'expired')"
    op.create_table(
        "bookings",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("hall_id", sa.Integer(), nullable=False),
        sa.Column("user_id", BIG_ID, nullable=False),
        sa.Column("start_min", sa.BigInteger(), nullable=False),
        sa.Column("end_min", sa.BigInteger(), nullable=False),
        sa.Column("guests", sa.Integer()),
        sa.Column("price", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("expires_at", MOMENT),
        sa.CheckConstraint("start_min < end_min", name=op.f("ck_bookings_interval")),
        sa.CheckConstraint("price >= 0", name=op.f("ck_bookings_price")),
        sa.CheckConstraint("guests > 0", name=op.f("ck_bookings_guests")),
        sa.CheckConstraint(statuses, name=op.f("ck_bookings_status")),
        sa.ForeignKeyConstraint(["hall_id"], ["halls.id"], name=op.f("fk_bookings_hall_id")),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_bookings_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bookings")),
        sa.UniqueConstraint("key", name=op.f("uq_bookings_key")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_bookings_user_id"), "bookings", ["user_id"])
    live = sa.text("status IN ('held', 'paid')")
    op.create_index(
        "ix_bookings_live", "bookings", ["hall_id", "end_min"], sqlite_where=live, postgresql_where=live
    )


def _refuse_overlaps() -> None:
    if op.get_context().dialect.name == "postgresql":
        op.execute(NO_OVERLAP_POSTGRESQL)
    else:
        op.execute(NO_OVERLAP_SQLITE.format(event="INSERT", others=""))
        op.execute(NO_OVERLAP_SQLITE.format(event="UPDATE", others="AND id <> OLD.id"))

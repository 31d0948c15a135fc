"""Sessions: who may see them, what people choose, search, budgets, and what somebody is asked to fill in."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

from storage.transcript import index

revision: str = "0002_sessions"
down_revision: str | None = "0001_house"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None

AT_ONCE = 1_000

COLUMNS = """
    ALTER TABLE users ADD COLUMN state TEXT NOT NULL DEFAULT 'active'
        CONSTRAINT ck_users_state CHECK (state IN ('new', 'active', 'off'));
    ALTER TABLE users ADD COLUMN attach BOOLEAN;
    ALTER TABLE users ADD COLUMN show_public BOOLEAN NOT NULL DEFAULT FALSE;
    ALTER TABLE users ADD COLUMN system_message TEXT NOT NULL DEFAULT '';
    ALTER TABLE users ADD COLUMN max_tokens INTEGER NOT NULL DEFAULT 500
        CONSTRAINT ck_users_max_tokens CHECK (max_tokens > 0);
    ALTER TABLE users ADD COLUMN model TEXT;
    ALTER TABLE users ADD COLUMN budget TEXT NOT NULL DEFAULT '';
    ALTER TABLE users ADD COLUMN changed_at {moment};
    ALTER TABLE sessions ADD COLUMN spoken_at {moment};
    ALTER TABLE sessions ADD COLUMN warned BOOLEAN NOT NULL DEFAULT FALSE;
    ALTER TABLE sessions ADD COLUMN removed_at {moment};
    ALTER TABLE sessions ADD COLUMN latest_at {moment};
    ALTER TABLE transcript ADD COLUMN user_id {id} CONSTRAINT fk_transcript_user_id REFERENCES users (id);
    ALTER TABLE inbox ADD COLUMN session_id TEXT CONSTRAINT fk_inbox_session_id REFERENCES sessions (id);
"""
"""Written out, as Alembic can't give a new column of a SQLite table a constraint."""

WORDS_SQLITE = """
    CREATE VIRTUAL TABLE transcript_words USING fts5(
        words, content='', columnsize=0, detail=none, tokenize='ascii'
    )
"""
WORDS_POSTGRESQL = """
    CREATE TABLE transcript_words (
        line_id BIGINT CONSTRAINT pk_transcript_words PRIMARY KEY
            CONSTRAINT fk_transcript_words_line_id REFERENCES transcript (id) ON DELETE CASCADE,
        words TSVECTOR NOT NULL
    );
    CREATE INDEX ix_transcript_words_words ON transcript_words USING gin (words);
"""


def upgrade() -> None:
    sqlite = op.get_context().dialect.name == "sqlite"
    types = {"id": "INTEGER", "moment": "DATETIME"} if sqlite else {"id": "BIGINT", "moment": "TIMESTAMPTZ"}
    _run(COLUMNS.format(**types))
    op.create_index(op.f("ix_deliveries_ref"), "deliveries", ["ref"])
    op.create_index("ix_places_user_id", "places", ["user_id"])
    _shared_places()
    _awaited()
    _spending()
    _run(WORDS_SQLITE if sqlite else WORDS_POSTGRESQL)
    op.execute(
        "UPDATE sessions SET spoken_at ="
        " (SELECT max(created_at) FROM transcript WHERE session_id = sessions.id)"
    )
    op.execute("UPDATE sessions SET latest_at = coalesce(spoken_at, created_at)")
    kept = sa.text("removed_at IS NULL")
    op.create_index(
        "ix_sessions_latest",
        "sessions",
        ["user_id", "latest_at", "id"],
        sqlite_where=kept,
        postgresql_where=kept,
    )
    _index_lines()


def _run(statements: str) -> None:
    for statement in statements.split(";"):
        if statement.strip():
            op.execute(statement)


def _shared_places() -> None:
    op.create_table(
        "session_places",
        sa.Column("session_id", sa.Text(), nullable=False),
        sa.Column("place", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["session_id"], ["sessions.id"], name=op.f("fk_session_places_session_id")),
        sa.PrimaryKeyConstraint("session_id", "place", name=op.f("pk_session_places")),
    )
    op.create_index(op.f("ix_session_places_place"), "session_places", ["place"])
    op.execute(
        "INSERT INTO session_places (session_id, place) SELECT DISTINCT places.session_id, places.place"
        " FROM places JOIN sessions ON sessions.id = places.session_id WHERE sessions.public"
    )


def _awaited() -> None:
    op.create_table(
        "awaited",
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column("user_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("taken_by", sa.BigInteger()),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_awaited_user_id")),
        sa.PrimaryKeyConstraint("place", "user_id", name=op.f("pk_awaited")),
    )


def _spending() -> None:
    op.create_table(
        "spending",
        sa.Column("turn_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("user_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("day", sa.Text(), nullable=False),
        sa.Column("micros", sa.BigInteger(), nullable=False),
        sa.Column("tokens", sa.BigInteger(), nullable=False),
        sa.Column("settled", sa.Boolean(), nullable=False),
        sa.CheckConstraint("micros >= 0 AND tokens >= 0", name=op.f("ck_spending_amounts")),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_spending_user_id")),
        sa.PrimaryKeyConstraint("turn_id", name=op.f("pk_spending")),
    )
    op.create_index("ix_spending_user_id_day", "spending", ["user_id", "day"])


def _index_lines() -> None:
    connection = op.get_bind()
    after = sa.text("SELECT id, session_id, text FROM transcript WHERE id > :id ORDER BY id LIMIT :limit")
    last = 0
    while lines := connection.execute(after, {"id": last, "limit": AT_ONCE}).all():
        index(connection, [(line.id, line.session_id, line.text) for line in lines])
        last = lines[-1].id

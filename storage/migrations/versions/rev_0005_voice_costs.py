"""What listening and speaking cost, beside what a turn's answer does."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0005_voice_costs"
down_revision: str | None = "0004_voice"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None

_COLUMNS = "turn_id, user_id, day, micros, tokens, settled"


def upgrade() -> None:
    if op.get_context().dialect.name == "sqlite":
        _made_anew()
    else:
        op.execute(
            "ALTER TABLE spending ADD COLUMN purpose TEXT NOT NULL DEFAULT 'answer', ADD COLUMN session_id TEXT,"
            " DROP CONSTRAINT pk_spending, ADD CONSTRAINT pk_spending PRIMARY KEY (turn_id, purpose)"
        )
    op.create_index("ix_spending_session_id", "spending", ["session_id"])


def _made_anew() -> None:
    """SQLite can't change a primary key."""
    op.drop_index("ix_spending_user_id_day", "spending")
    op.rename_table("spending", "spending_of_answers")
    op.create_table(
        "spending",
        sa.Column("turn_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("purpose", sa.Text(), server_default="answer", nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Text(), nullable=False),
        sa.Column("micros", sa.BigInteger(), nullable=False),
        sa.Column("tokens", sa.BigInteger(), nullable=False),
        sa.Column("settled", sa.Boolean(), nullable=False),
        sa.Column("session_id", sa.Text()),
        sa.CheckConstraint("micros >= 0 AND tokens >= 0", name=op.f("ck_spending_amounts")),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_spending_user_id")),
        sa.PrimaryKeyConstraint("turn_id", "purpose", name=op.f("pk_spending")),
    )
    op.create_index("ix_spending_user_id_day", "spending", ["user_id", "day"])
    op.execute(f"INSERT INTO spending ({_COLUMNS}) SELECT {_COLUMNS} FROM spending_of_answers")
    op.drop_table("spending_of_answers")

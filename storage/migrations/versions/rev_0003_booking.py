"""Booking: payments, notices, what a customer can change, pictures and refunds of halls, signed links, and which
status may follow which.
"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0003_booking"
down_revision: str | None = "0002_sessions"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None

BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)

COLUMNS = """
    ALTER TABLE halls ADD COLUMN refund_hours INTEGER NOT NULL DEFAULT 48
        CONSTRAINT ck_halls_refund_hours CHECK (refund_hours >= 0);
    ALTER TABLE halls ADD COLUMN photos JSON;
    ALTER TABLE bookings ADD COLUMN name TEXT NOT NULL DEFAULT '';
    ALTER TABLE bookings ADD COLUMN contact TEXT NOT NULL DEFAULT '';
    ALTER TABLE bookings ADD COLUMN place TEXT;
    ALTER TABLE bookings ADD COLUMN reminders BOOLEAN NOT NULL DEFAULT TRUE;
    ALTER TABLE bookings ADD COLUMN refund_hours INTEGER NOT NULL DEFAULT 48;
    ALTER TABLE bookings ADD COLUMN version INTEGER NOT NULL DEFAULT 0;
    ALTER TABLE bookings ADD COLUMN paid_at {moment};
    ALTER TABLE bookings ADD COLUMN bare_key BOOLEAN NOT NULL DEFAULT FALSE;
    UPDATE bookings SET bare_key = TRUE
"""
"""Written out, as Alembic can't give a new column of a SQLite table a constraint. Links to the bookings of earlier
versions were not signed and go on working.
"""

TRANSITIONS = (("held", "paid"), ("held", "expired"), ("held", "cancelled"), ("paid", "cancelled"))
_ALLOWED = " OR ".join(
    f"(OLD.status = '{before}' AND NEW.status = '{after}')" for before, after in TRANSITIONS
)

REFUSED_SQLITE = f"""
    CREATE TRIGGER bookings_transition BEFORE UPDATE OF status ON bookings
    WHEN NEW.status <> OLD.status AND NOT ({_ALLOWED})
    BEGIN SELECT RAISE(ABORT, 'transition'); END
"""
REFUSED_POSTGRESQL = (
    """
    CREATE FUNCTION refuse_transition() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        RAISE EXCEPTION 'transition' USING ERRCODE = 'check_violation';
    END $$
    """,
    f"""
    CREATE TRIGGER bookings_transition BEFORE UPDATE OF status ON bookings FOR EACH ROW
    WHEN (NEW.status <> OLD.status AND NOT ({_ALLOWED}))
    EXECUTE FUNCTION refuse_transition()
    """,
)


def upgrade() -> None:
    sqlite = op.get_context().dialect.name == "sqlite"
    for statement in COLUMNS.format(moment="DATETIME" if sqlite else "TIMESTAMPTZ").split(";"):
        op.execute(statement)
    held = sa.text("status = 'held'")
    op.create_index(
        "ix_bookings_expiring", "bookings", ["expires_at"], sqlite_where=held, postgresql_where=held
    )
    _payments()
    _notices()
    op.create_table(
        "signing_keys",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("secret", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_signing_keys")),
    )
    for statement in (REFUSED_SQLITE,) if sqlite else REFUSED_POSTGRESQL:
        op.execute(statement)


def _payments() -> None:
    statuses = "status IN ('open', 'closed', 'paid', 'refund_due', 'refunded')"
    refund = "refund IS NULL OR (refund > 0 AND refund <= received)"
    op.create_table(
        "payments",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("booking_id", BIG_ID, nullable=False),
        sa.Column("provider", sa.Text(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("price", sa.BigInteger(), nullable=False),
        sa.Column("price_currency", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), server_default=sa.text("''"), nullable=False),
        sa.Column("reference", sa.Text()),
        sa.Column("url", sa.Text()),
        sa.Column("charge", sa.Text()),
        sa.Column("payer", sa.Text()),
        sa.Column("received", sa.BigInteger()),
        sa.Column("received_currency", sa.Text()),
        sa.Column("refund", sa.BigInteger()),
        sa.Column("refund_reference", sa.Text()),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("received_at", MOMENT),
        sa.Column("refunded_at", MOMENT),
        sa.Column("next_at", MOMENT),
        sa.Column("tries", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.CheckConstraint("amount >= 0 AND price >= 0", name=op.f("ck_payments_amounts")),
        sa.CheckConstraint(refund, name=op.f("ck_payments_refund")),
        sa.CheckConstraint(statuses, name=op.f("ck_payments_status")),
        sa.ForeignKeyConstraint(["booking_id"], ["bookings.id"], name=op.f("fk_payments_booking_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_payments")),
        sa.UniqueConstraint("key", name=op.f("uq_payments_key")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_payments_booking_id"), "payments", ["booking_id"])
    op.create_index("ix_payments_reference", "payments", ["provider", "reference"], unique=True)
    looked_at = sa.text("next_at IS NOT NULL")
    op.create_index(
        "ix_payments_next", "payments", ["next_at"], sqlite_where=looked_at, postgresql_where=looked_at
    )


def _notices() -> None:
    kinds = (
        "kind IN ('expiring', 'day_before', 'hours_before', 'changed', 'paid', 'cancelled', 'expired',"
        " 'refund_due', 'refunded')"
    )
    op.create_table(
        "notices",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("booking_id", BIG_ID, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("about", sa.Text(), nullable=False),
        sa.Column("platform", sa.Text(), nullable=False),
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column("facts", sa.Text(), nullable=False),
        sa.Column("due_at", MOMENT, nullable=False),
        sa.Column("fired_at", MOMENT),
        sa.CheckConstraint(kinds, name=op.f("ck_notices_kind")),
        sa.ForeignKeyConstraint(["booking_id"], ["bookings.id"], name=op.f("fk_notices_booking_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notices")),
        sa.UniqueConstraint("booking_id", "kind", "about", name=op.f("uq_notices_booking_id_kind_about")),
        sqlite_autoincrement=True,
    )
    waiting = sa.text("fired_at IS NULL")
    op.create_index("ix_notices_due", "notices", ["due_at"], sqlite_where=waiting, postgresql_where=waiting)

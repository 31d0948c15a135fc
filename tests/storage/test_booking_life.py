"""Lives of bookings that nobody planned: held, moved, paid, paid again, cancelled, expired, refunded, in any order and
with the program killed before or after any commit. The database, the provider's ledger and a model have to agree.
"""

import asyncio
from collections.abc import Callable, Coroutine
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from itertools import count
from random import Random
from typing import Any, Literal, TypeVar

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test
from sqlalchemy import Connection, text

from storage.bookings import Booking, Bookings, Changed, NewBooking, Taken
from storage.database import Database
from storage.halls import Halls, NewHall
from storage.payments import Charge, NewPayment, NotPayable, Payment, Payments
from storage.place import Place
from storage.transitions import Status
from storage.users import Users
from tests.thorough import THOROUGH, thorough

T = TypeVar("T")

START = datetime(2026, 11, 24, tzinfo=UTC)
HOUR = timedelta(hours=1)
LEASE = timedelta(minutes=1)
LIVES = thorough(60, 6)
FATES_OF_MONEY = {"paid", "amount", "twice", "cancelled", "late", "repriced", "policy", "kept"}
"""What can become of it; many lives meet them all."""
ACTS = 6
"""In a step, after which the books have to be right."""
PLACE = Place("telegram", "17")
numbers = count()

Fate = Literal["live", "before", "after"]
FATES: tuple[Fate, ...] = ("live", "live", "live", "before", "after")


class Killed(Exception):
    """The program ended here."""


class MortalDatabase(Database):
    """Dies once before or after its next commit, as `fate` says."""

    fate: Fate = "live"

    async def write(self, work: Callable[[Connection], T]) -> T:
        fate, self.fate = self.fate, "live"

        def doomed(tx: Connection) -> T:
            result = work(tx)
            if fate == "before":
                raise Killed
            return result

        result = await super().write(doomed)
        if fate == "after":
            raise Killed
        return result


@dataclass
class Ledger:
    """What the provider has done, by payment: it takes money as often as it is given, and gives it back once."""

    taken: dict[str, tuple[int, str]] = field(default_factory=dict)
    returned: dict[str, int] = field(default_factory=dict)

    def give_back(self, key: str, amount: int) -> str:
        self.returned.setdefault(key, amount)
        return f"refund of {key}"


@dataclass(frozen=True)
class Act:
    """What happens next. `one` and `hours` mean what the kind makes of them, counted around where there is less."""

    kind: str
    one: int = 0
    start: int = 7
    length: int = 1
    twist: str = ""
    fate: Fate = "live"


KINDS = ("hold", "hold", "move", "move", "begin", "begin", "money", "twice", "cancel", "wait")
TWISTS = {"move": ("", "", "late"), "money": ("", "", "", "amount", "currency"), "cancel": ("held", "paid")}


def some_act(random: Random) -> Act:
    """Drawn evenly, as hypothesis by itself would repeat the same few."""
    kind = random.choice(KINDS)
    return Act(
        kind,
        random.randrange(6),
        random.randint(7, 30),
        random.randint(1, 6),
        random.choice(TWISTS.get(kind, ("", "dies"))),
        random.choice(FATES),
    )


class Life(RuleBasedStateMachine):
    """Hours count from START, when the clock stands at 0; a hold lasts nine."""

    url: str
    hall: NewHall
    reached: set[str]

    def __init__(self) -> None:
        super().__init__()
        self.runner = asyncio.Runner()
        self.now = START
        self.steps = 0
        self.ledger = Ledger()
        self.booked: list[int] = []
        self.checkouts: list[Payment] = []
        self.do(self.open())

    def do(self, work: Coroutine[Any, Any, T]) -> T:
        return self.runner.run(work)

    async def open(self) -> None:
        self.database = MortalDatabase.open(self.url)
        self.bookings = Bookings(self.database, lambda: self.now)
        self.payments = Payments(self.database, lambda: self.now)
        number = next(numbers)
        new = NewHall(**{**vars_of(self.hall), "name": f"Hall {number}", "refund_hours": 6})
        self.hall_id = (await Halls(self.database).add(new)).id
        self.user_id = (await Users(self.database).resolve("telegram", "17", "Ada", "en")).id

    def surviving(self, fate: Fate, act: Callable[[], Coroutine[Any, Any, T]]) -> T:
        """Does it, dying on the way if that is its fate, and then does it again, as a replay does."""
        self.database.fate = fate
        with suppress(Killed):
            return self.do(act())
        return self.do(act())

    @rule(seed=st.integers(0, 2**32))
    def happen(self, seed: int) -> None:
        self.steps += 1
        random = Random(f"{seed} {self.steps}")
        for _ in range(ACTS):
            each = some_act(random)
            getattr(self, f"_{each.kind}")(each)

    def _hold(self, act: Act) -> None:
        operation = f"hold {next(numbers)}"
        new = NewBooking(
            self.hall_id,
            self.user_id,
            START + act.start * HOUR,
            START + (act.start + act.length) * HOUR,
            None,
            100 * act.length,
            "EUR",
            PLACE,
            refund_hours=6,
        )
        with suppress(Taken):
            booking = self.surviving(
                act.fate, lambda: self.bookings.hold(operation, new, self.now, self.now + 9 * HOUR)
            )
            self.booked.append(booking.id)

    def _move(self, act: Act) -> None:
        before = self.chosen(act)
        if before is None:
            return
        late = act.twist == "late"
        with suppress(Taken, Changed):
            after = self.surviving(
                act.fate,
                lambda: self.bookings.change(
                    before.id,
                    before.version - late,
                    self.now,
                    start=START + act.start * HOUR,
                    end=START + (act.start + act.length) * HOUR,
                    price=100 * act.length,
                ),
            )
            assert before.status == "held"
            assert not late
            assert after.price == 100 * act.length

    def _begin(self, act: Act) -> None:
        booking = self.chosen(act)
        if booking is None:
            return
        new = NewPayment(booking.id, f"provider {act.length % 2}", booking.price, "EUR", booking.price, "EUR")
        try:
            self.checkouts.append(self.surviving(act.fate, lambda: self.payments.begin(new, self.now)))
        except NotPayable:
            assert booking.status != "held"

    def _twice(self, act: Act) -> None:
        """Somebody pays with two providers at once."""
        for number in (0, 1):
            self._begin(replace(act, length=number))
            self._money(replace(act, one=0, twist=""))

    def _money(self, act: Act) -> None:
        """It comes for one of the latest checkouts, again and again where it came before."""
        if not self.checkouts:
            return
        checkout = self.checkouts[-1 - act.one // 2 % len(self.checkouts)]
        given = (checkout.amount + (act.twist == "amount"), "USD" if act.twist == "currency" else "EUR")
        known = checkout.key in self.ledger.taken
        before = self.do(self.bookings.get(checkout.booking_id))
        charge = Charge(f"charge of {checkout.key}", *self.ledger.taken.setdefault(checkout.key, given))
        receipt = self.surviving(act.fate, lambda: self.payments.receive(checkout.key, charge, self.now))
        again = self.do(self.payments.receive(checkout.key, charge, self.now))
        assert receipt is not None
        assert again is not None
        assert again.verdict == "known"
        assert again.payment == receipt.payment
        if not known:
            assert before is not None
            due = before.status == "held" and given == (before.price, before.currency)
            assert (receipt.payment.status == "paid") == due
        self.reached.add(receipt.payment.reason or receipt.payment.status)

    def _cancel(self, act: Act) -> None:
        before = self.chosen(act)
        if before is None:
            return
        status: Status = "paid" if act.twist == "paid" else "held"
        operation = f"cancel {before.id} {status} {next(numbers)}"
        after = self.surviving(
            act.fate,
            lambda: self.bookings.cancel(operation, before.id, self.user_id, self.now, status=status),
        )
        assert after is not None
        begun = status == "paid" and self.now >= before.start
        assert after.status == ("cancelled" if before.status == status and not begun else before.status)

    def _wait(self, act: Act) -> None:
        """The clock ends holds and gives back what is due; it may die between the provider's deed and noting it."""
        self.now += act.length * HOUR
        self.surviving(act.fate, lambda: self.bookings.expire(self.now))
        for payment in self.do(self.payments.claim_due(self.now, LEASE, 10)):
            if payment.status == "refund_due" and payment.refund:
                reference = self.ledger.give_back(payment.key, payment.refund)
                if act.twist != "dies":
                    self.do(self.payments.refunded(payment.id, reference, self.now))
            else:
                self.do(self.payments.look_again(payment.id, None))

    def chosen(self, act: Act) -> Booking | None:
        """One of the latest bookings as it stands; None while there is none."""
        if not self.booked:
            return None
        return self.do(self.bookings.get(self.booked[-1 - act.one // 2 % len(self.booked)]))

    @invariant()
    def nothing_overlaps(self) -> None:
        assert self.count(OVERLAPS) == 0

    @invariant()
    def what_is_paid_has_its_money_and_nothing_else_does(self) -> None:
        assert self.count(PAID_WITHOUT_MONEY) == 0
        assert self.count(MONEY_FOR_NOTHING) == 0

    def count(self, query: str) -> int:
        statement = text(query)
        return int(
            self.do(self.database.read(lambda tx: tx.execute(statement, {"hall": self.hall_id}).scalar_one()))
        )

    def teardown(self) -> None:
        """In the end all money is where it belongs, and each refund was made once, whole."""
        self.do(self.settle())
        self.runner.close()

    async def settle(self) -> None:
        self.now += timedelta(days=30)
        for payment in await self.payments.claim_due(self.now, LEASE, 1_000):
            if payment.status == "refund_due" and payment.refund:
                reference = self.ledger.give_back(payment.key, payment.refund)
                await self.payments.refunded(payment.id, reference, self.now)
        for key, (amount, _currency) in self.ledger.taken.items():
            payment = await self.payments.by_key(key)
            assert payment is not None
            booking = await self.bookings.get(payment.booking_id)
            assert booking is not None
            kept = amount - self.ledger.returned.get(key, 0)
            assert kept in (0, amount)
            assert (kept == amount) == (payment.status == "paid")
            if kept:
                assert booking.status == "paid" or (
                    booking.status == "cancelled" and payment.reason == "kept"
                )
        await self.database.close()


OVERLAPS = """
    SELECT count(*) FROM bookings a JOIN bookings b ON a.hall_id = b.hall_id AND a.id < b.id
    WHERE a.hall_id = :hall AND a.status IN ('held', 'paid') AND b.status IN ('held', 'paid')
    AND a.start_min < b.end_min AND b.start_min < a.end_min
"""
PAID_WITHOUT_MONEY = """
    SELECT count(*) FROM bookings WHERE hall_id = :hall AND status = 'paid' AND 1 <> (
        SELECT count(*) FROM payments WHERE booking_id = bookings.id AND payments.status = 'paid'
        AND payments.price = bookings.price AND payments.received = payments.amount
    )
"""
MONEY_FOR_NOTHING = """
    SELECT count(*) FROM payments JOIN bookings ON bookings.id = payments.booking_id
    WHERE hall_id = :hall AND payments.status = 'paid' AND bookings.status <> 'paid' AND reason <> 'kept'
"""


def vars_of(hall: NewHall) -> dict[str, Any]:
    return {name: getattr(hall, name) for name in NewHall.__dataclass_fields__}


def live(url: str, hall: NewHall) -> set[str]:
    """What became of money on the way: reasons, and "paid"."""
    reached: set[str] = set()
    machine = type("Life", (Life,), {"url": url, "hall": hall, "reached": reached})
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=LIVES,
            stateful_step_count=12,
            deadline=None,
            derandomize=True,
            suppress_health_check=list(HealthCheck),
        ),
    )
    return reached


def test_money_and_time_belong_to_somebody_whatever_happens(database_url: str, new_hall: NewHall) -> None:
    reached = live(database_url, new_hall)
    assert reached >= (FATES_OF_MONEY if THOROUGH else {"paid"})

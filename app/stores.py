"""Everything that is kept, over one database."""

from dataclasses import dataclass

from storage.alarm import Alarm
from storage.awaited import Awaited
from storage.bookings import Bookings
from storage.budgets import Budgets
from storage.clock import Clock, utc_now
from storage.database import Database
from storage.deliveries import Deliveries
from storage.halls import Halls
from storage.inbox import Inbox
from storage.notices import Notices
from storage.payments import Payments
from storage.sessions import Sessions
from storage.settlement import Settlements
from storage.transcript import Transcript
from storage.usage import UsageLog
from storage.users import Users
from storage.visits import Visits


@dataclass(frozen=True, slots=True)
class Stores:
    """`alarm` rings when something may be due earlier than the clock knows."""

    database: Database
    alarm: Alarm
    users: Users
    sessions: Sessions
    transcript: Transcript
    inbox: Inbox
    deliveries: Deliveries
    settlements: Settlements
    halls: Halls
    bookings: Bookings
    payments: Payments
    notices: Notices
    usage: UsageLog
    visits: Visits
    awaited: Awaited
    budgets: Budgets


def open_stores(database: Database, clock: Clock = utc_now) -> Stores:
    alarm = Alarm()
    return Stores(
        database=database,
        alarm=alarm,
        users=Users(database),
        sessions=Sessions(database),
        transcript=Transcript(database),
        inbox=Inbox(database),
        deliveries=Deliveries(database),
        settlements=Settlements(database),
        halls=Halls(database),
        bookings=Bookings(database, clock, alarm),
        payments=Payments(database, clock, alarm),
        notices=Notices(database),
        usage=UsageLog(database),
        visits=Visits(database),
        awaited=Awaited(database),
        budgets=Budgets(database),
    )

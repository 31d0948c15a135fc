"""Everything that is kept, over one database."""

from dataclasses import dataclass

from storage.awaited import Awaited
from storage.bookings import Bookings
from storage.budgets import Budgets
from storage.database import Database
from storage.deliveries import Deliveries
from storage.halls import Halls
from storage.inbox import Inbox
from storage.sessions import Sessions
from storage.settlement import Settlements
from storage.transcript import Transcript
from storage.usage import UsageLog
from storage.users import Users
from storage.visits import Visits


@dataclass(frozen=True, slots=True)
class Stores:
    database: Database
    users: Users
    sessions: Sessions
    transcript: Transcript
    inbox: Inbox
    deliveries: Deliveries
    settlements: Settlements
    halls: Halls
    bookings: Bookings
    usage: UsageLog
    visits: Visits
    awaited: Awaited
    budgets: Budgets


def open_stores(database: Database) -> Stores:
    return Stores(
        database=database,
        users=Users(database),
        sessions=Sessions(database),
        transcript=Transcript(database),
        inbox=Inbox(database),
        deliveries=Deliveries(database),
        settlements=Settlements(database),
        halls=Halls(database),
        bookings=Bookings(database),
        usage=UsageLog(database),
        visits=Visits(database),
        awaited=Awaited(database),
        budgets=Budgets(database),
    )

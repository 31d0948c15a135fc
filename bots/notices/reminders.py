"""What the clock alone brings about. Each is paragraphs of Markdown; none where it no longer matters."""

from datetime import timedelta
from zoneinfo import ZoneInfo

from bots.notices.told import Told
from storage.notices import HOURS_BEFORE
from texts import duration

_HALF_A_MINUTE = timedelta(seconds=30)


def expiring(told: Told) -> list[str]:
    booking, _ = told.booking, told._
    if booking.status != "held" or booking.expires_at is None:
        return []
    if told.notice.about != booking.expires_at.isoformat():
        return []
    return [
        _("Your **booking {number}** is not paid yet: {what}.").format(number=booking.id, what=told.what),
        _("It stays yours if you pay by **{until}**. After that the time is free for others.").format(
            until=told.until
        ),
    ]


def day_before(told: Told) -> list[str]:
    _ = told._
    if told.now >= told.booking.start - HOURS_BEFORE:  # the next reminder is due as well, and says it better
        return []
    days = _midnights_until(told)
    if days == 1:
        return _reminder(told, _("See you tomorrow!"))
    return _reminder(told, _("See you soon!") if days else _("See you today!"))


def hours_before(told: Told) -> list[str]:
    _ = told._
    left = (told.booking.start - told.now + _HALF_A_MINUTE) // timedelta(minutes=1)
    return _reminder(told, _("It begins in {length}.").format(length=duration(left, told.caller.locale)))


def _reminder(told: Told, first: str) -> list[str]:
    booking, _ = told.booking, told._
    for_this_time = booking.reminders and told.notice.about == booking.start.isoformat()
    if told.begun or not told.is_live or not for_this_time:
        return []
    parts = [first, told.what]
    if booking.status == "held":
        unpaid = _("**Booking {number}** is not paid yet: it stays yours if you pay by **{until}**.")
        parts.append(unpaid.format(number=booking.id, until=told.until))
    elif told.alone:
        parts.append(_("Please show the code on the booking's page at the door."))
    return [*parts, _("You can turn reminders off on that page.")] if told.alone else parts


def _midnights_until(told: Told) -> int:
    """In the hall's time zone."""
    zone = ZoneInfo(told.hall.time_zone)
    return (told.booking.start.astimezone(zone).date() - told.now.astimezone(zone).date()).days

"""Everything people can do."""

from tests.fakes.telegram.people.attachments import Attachments
from tests.fakes.telegram.people.gestures import Gestures
from tests.fakes.telegram.people.membership import Membership
from tests.fakes.telegram.people.speech import Speech


class People(Speech, Attachments, Gestures, Membership):
    """The hands of everyone who is not the bot."""

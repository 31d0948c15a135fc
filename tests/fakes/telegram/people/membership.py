"""Who is in a chat, and what the bot may do there."""

from tests.fakes.telegram.chats import Chat, Member
from tests.fakes.telegram.messages import SERVICE, Content
from tests.fakes.telegram.methods.access import KIND_NAMES
from tests.fakes.telegram.people.actor import Actor, ChatRef, UserRef
from tests.fakes.telegram.users import User


class Membership(Actor):
    def block(self, chat: ChatRef) -> None:
        """The person blocks the bot: it can't write to them any more."""
        self._set_blocked(self.world.chat(chat), True)

    def unblock(self, chat: ChatRef) -> None:
        self._set_blocked(self.world.chat(chat), False)

    def deactivate(self, user: UserRef) -> None:
        """The person deletes their account."""
        self._user(user).deactivated = True

    def kick_bot(self, chat: ChatRef, *, by: UserRef = None) -> None:
        self._set_bot_status(chat, "kicked", by)

    def add_bot(self, chat: ChatRef, *, by: UserRef = None, status: str = "member") -> None:
        """Back in, or in for the first time."""
        place = self._set_bot_status(chat, status, by)
        self._say(place, Content(SERVICE, payload={"new_chat_members": [self.world.bot.user.json()]}), by)

    def promote_bot(self, chat: ChatRef, *, by: UserRef = None) -> None:
        self._set_bot_status(chat, "administrator", by)

    def restrict_bot(self, chat: ChatRef, *kinds: str) -> None:
        """Takes the right to send these kinds of content ("text", "photo" ...); none named means all."""
        self.world.chat(chat).forbidden = set(kinds or KIND_NAMES)

    def join(self, chat: ChatRef, user: User | int | str) -> User:
        place = self.world.chat(chat)
        person = self.world.user(user) if isinstance(user, str) else self._user(user)
        old = place.members.get(person.id, Member(person, "left")).json()
        place.members[person.id] = Member(person)
        self._say(place, Content(SERVICE, payload={"new_chat_members": [person.json()]}), person)
        self._member_update(place, person, old, place.members[person.id].json(), person)
        return person

    def leave(self, chat: ChatRef, user: UserRef = None) -> None:
        place = self.world.chat(chat)
        person = self._user(user, place)
        member = place.members[person.id]
        old = member.json()
        self._say(place, Content(SERVICE, payload={"left_chat_member": person.json()}), person)
        member.status = "left"
        self._member_update(place, person, old, member.json(), person)

    def migrate(self, chat: ChatRef, *, by: UserRef = None) -> Chat:
        """A group becomes a supergroup with another id; the old one refuses with migrate_to_chat_id."""
        old = self.world.chat(chat)
        new = self.world.supergroup(old.title, *old.people)
        new.members |= old.members
        self._say(old, Content(SERVICE, payload={"migrate_to_chat_id": new.id}), by)
        old.migrated_to = new.id
        self._say(new, Content(SERVICE, payload={"migrate_from_chat_id": old.id}), by)
        return new

    def _set_blocked(self, chat: Chat, blocked: bool) -> None:
        statuses = ("member", "kicked") if blocked else ("kicked", "member")
        chat.blocked = blocked
        old, new = (Member(self.world.bot.user, status).json() for status in statuses)
        self._member_update(chat, self.world.bot.user, old, new, self._user(None, chat))

    def _set_bot_status(self, chat: ChatRef, status: str, by: UserRef) -> Chat:
        place, bot = self.world.chat(chat), self.world.bot.user
        member = place.members.setdefault(bot.id, Member(bot, "left"))
        old = member.json()
        member.status = status
        self._member_update(place, bot, old, member.json(), self._user(by, place))
        return place

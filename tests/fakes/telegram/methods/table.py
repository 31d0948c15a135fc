"""Every method with a rule of its own, by its lower-case name."""

from collections.abc import Callable, Mapping
from typing import Any

from tests.fakes.telegram.calls import Call
from tests.fakes.telegram.methods.editing import EDITING
from tests.fakes.telegram.methods.groups import GROUPS
from tests.fakes.telegram.methods.media import MEDIA
from tests.fakes.telegram.methods.payments import PAYMENTS
from tests.fakes.telegram.methods.profile import PROFILE
from tests.fakes.telegram.methods.queries import QUERIES
from tests.fakes.telegram.methods.reactions import REACTIONS
from tests.fakes.telegram.methods.sending import SENDING
from tests.fakes.telegram.methods.topics import TOPICS
from tests.fakes.telegram.world import World

Method = Callable[[World, Call], Any]

_GROUPS: tuple[Mapping[str, Method], ...] = (
    SENDING,
    MEDIA,
    EDITING,
    REACTIONS,
    GROUPS,
    TOPICS,
    QUERIES,
    PAYMENTS,
    PROFILE,
)

METHODS: dict[str, Method] = {name.lower(): method for group in _GROUPS for name, method in group.items()}

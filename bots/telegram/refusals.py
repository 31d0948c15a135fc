"""What Telegram's refusals mean, by the words it uses for them."""

from aiogram.exceptions import (
    TelegramAPIError,
    TelegramBadRequest,
    TelegramForbiddenError,
    TelegramUnauthorizedError,
)

_NOT_MODIFIED = "message is not modified"
_NOT_EDITABLE = (
    "message to edit not found",
    "message can't be edited",
    "message_id_invalid",
    "message identifier is not specified",
    "there is no text in the message to edit",
)
_CLOSED = (
    "chat not found",
    "not enough rights",
    "have no rights to send",
    "need administrator rights",
    "chat_write_forbidden",
    "chat_restricted",
    "_forbidden",
    "topic_closed",
    "topic_deleted",
    "message thread not found",
    "peer_id_invalid",
    "user_is_blocked",
    "user is deactivated",
    "input_user_deactivated",
    "group chat was deactivated",
    "user not found",
)


def is_not_modified(error: TelegramBadRequest) -> bool:
    """The message says that already: the edit before it has arrived."""
    return _NOT_MODIFIED in error.message.casefold()


def is_not_editable(error: TelegramBadRequest) -> bool:
    """The message is gone, or is of a kind that words can't be put into."""
    said = error.message.casefold()
    return any(words in said for words in _NOT_EDITABLE)


def closed(error: TelegramAPIError) -> str:
    """Why nothing can be said in this chat, now or later; empty for any other refusal."""
    said = error.message.casefold()
    if isinstance(error, TelegramForbiddenError):
        return error.message
    if isinstance(error, TelegramBadRequest) and any(words in said for words in _CLOSED):
        return error.message
    return ""


def is_token_refused(error: TelegramAPIError) -> bool:
    """401 for a token that is nobody's; 404 for one that doesn't look like one."""
    return isinstance(error, TelegramUnauthorizedError) or error.message.casefold().strip() == "not found"

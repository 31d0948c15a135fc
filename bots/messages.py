"""What a message says: its words, what it replies to, and the files that came with it."""

from collections.abc import Sequence

from graphs.dialogue import Attachment, Incoming, Reply
from texts import listed, translator


def words_of(incoming: Incoming) -> str:
    """What the conversation is told."""
    quoted = "\n".join(f"> {line}" for line in incoming.quoted.splitlines())
    files = "\n".join(f"[{attachment.kind}: {attachment.name or '?'}]" for attachment in incoming.attachments)
    return "\n\n".join(part for part in (quoted, incoming.text, files) if part)


def answer_to_files_alone(incoming: Incoming, locale: str) -> Reply | None:
    """What is said to somebody who sends files without a word; None where there are words."""
    if not incoming.attachments or incoming.text or incoming.pressed:
        return None
    _ = translator(locale)
    kinds = {attachment.kind for attachment in incoming.attachments}
    if kinds == {"audio"}:
        return Reply(_("I can't listen to recordings yet. Please write to me what you would like."))
    if kinds == {"image"}:
        return Reply(_("I can't look at pictures yet. Please write to me what you would like."))
    return Reply(
        _("I got {names}, and can't open files yet. Please write to me what you would like.").format(
            names=listed(_names(incoming.attachments, _("a file")), locale)
        )
    )


def _names(attachments: Sequence[Attachment], nameless: str) -> list[str]:
    return [attachment.name or nameless for attachment in attachments]

"""What is said where an answer can't be said aloud."""

from models.speaking.trouble import Reason
from texts import translator


def not_spoken(reason: Reason, locale: str, renews: str) -> str:
    """A sentence, which also answers whoever asks for a voice. `renews` is when the day's budget does."""
    _ = translator(locale)
    sentences = {
        Reason.NOBODY: _("I have no voice here yet. The owner can give me one in models.toml."),
        Reason.NO_EXTRA: _(
            "I can't speak yet: the owner has to install what that needs, with "
            "`.venv/bin/pip install 'concierge[speech]'`."
        ),
        Reason.NO_FILE: _(
            "I can't speak yet: the file of my voice isn't there, and the owner has to look at models.toml."
        ),
        Reason.NO_CARD: _(
            "I can't speak yet: the file that describes my voice is missing. The owner has to put the .onnx.json beside"
            " the .onnx file."
        ),
        Reason.BROKEN: _(
            "I can't speak yet: the file of my voice can't be used, and the owner has to fetch it anew."
        ),
        Reason.REFUSED: _(
            "I can't speak: the server that does it for me refused, and the owner has to check the settings."
        ),
        Reason.UNPAID: _(
            "I don't say this aloud: your budget for today doesn't reach for it. It renews {when}."
        ).format(when=renews),
    }
    busy = _("I can't speak just now: what does it for me can't be reached. Please try again in a minute.")
    return sentences.get(reason, busy)

import pytest

from bots.unspoken import not_spoken
from models.speaking.trouble import Reason

SENTENCES = {
    Reason.NOBODY: "The owner can give me one in models.toml",
    Reason.NO_EXTRA: "pip install 'concierge[speech]'",
    Reason.NO_FILE: "the owner has to look at models.toml",
    Reason.NO_CARD: "put the .onnx.json beside the .onnx file",
    Reason.BROKEN: "the owner has to fetch it anew",
    Reason.REFUSED: "the owner has to check the settings",
    Reason.BUSY: "Please try again in a minute",
    Reason.UNPAID: "It renews tomorrow",
}


@pytest.mark.parametrize("reason", Reason)
def test_every_reason_says_what_to_do(reason: Reason) -> None:
    assert SENTENCES[reason] in not_spoken(reason, "en", "tomorrow")

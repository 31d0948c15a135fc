"""From the OpenAI client's exceptions to `Trouble`: nothing that a server wrote gets past here."""

import re
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

import openai

from models.trouble import NO_TOOLS, Reason, Trouble

_TOO_LONG = re.compile(
    r"context[_ ](length|size|window)|prompt is too long|maximum (context|model length)", re.IGNORECASE
)
_TAKES_NO_TOOLS = re.compile(
    r"not support tools|param:? tools|tools param|tool choice requires|tool-call-parser", re.IGNORECASE
)
_CODE = re.compile(r"[a-z_]{1,40}")
_LATER = frozenset({408, 409, 425, 429})
_OVERLOADED = frozenset({429, 503, 529})
_NOT_ALLOWED = frozenset({401, 402, 403})
_SPEAKING = frozenset({400, 413, 422, 500, 501})
"""Statuses under which servers say that they take no tools, or not so long a conversation."""
_UNREADABLE = (ValueError, KeyError, TypeError, IndexError, AttributeError)


def diagnose(error: Exception) -> Trouble | None:
    """What `error`, raised while a server was asked, means; None when it isn't about the server."""
    detail = type(error).__name__
    match error:
        case Trouble():
            return error
        case openai.APIStatusError():
            return _status(error)
        case openai.APIConnectionError() | TimeoutError():
            return Trouble(Reason.UNREACHABLE, retry=True, detail=detail)
        case openai.APIError():
            if _TOO_LONG.search(str(error)):
                return Trouble(Reason.TOO_LONG, detail=detail)
            return Trouble(Reason.UNREACHABLE, retry=True, detail=detail)
        case _ if isinstance(error, _UNREADABLE):
            return Trouble(Reason.CUT_SHORT, retry=True, detail=detail)
        case _:
            return None


def _status(error: openai.APIStatusError) -> Trouble:
    status = error.status_code
    code = error.code if error.code and _CODE.fullmatch(error.code) else ""
    headers = error.response.headers
    wait = retry_after(headers.get("retry-after-ms"), headers.get("retry-after"))
    if status in _NOT_ALLOWED or code == "insufficient_quota":
        return Trouble(Reason.REFUSED, status=status, detail=code)
    if status in _SPEAKING and _TAKES_NO_TOOLS.search(str(error)):
        return Trouble(Reason.REJECTED, status=status, detail=NO_TOOLS)
    if status in _SPEAKING and _TOO_LONG.search(f"{code} {error}"):
        return Trouble(Reason.TOO_LONG, status=status, detail=code)
    if status in _LATER or status >= 500:
        reason = Reason.BUSY if status in _OVERLOADED else Reason.UNREACHABLE
        return Trouble(reason, retry=True, status=status, retry_after=wait, detail=code)
    return Trouble(Reason.REJECTED, status=status, detail=code)


def retry_after(milliseconds: str | None, header: str | None) -> float | None:
    """Seconds to wait, from a header in milliseconds or one in seconds or a date; None when neither says."""
    for text, unit in ((milliseconds, 1000.0), (header, 1.0)):
        if text and re.fullmatch(r"\d+(\.\d+)?", text.strip()):
            return float(text) / unit
    try:
        moment = parsedate_to_datetime(header or "")
    except ValueError:
        return None
    return max(0.0, (moment.replace(tzinfo=moment.tzinfo or UTC) - datetime.now(UTC)).total_seconds())

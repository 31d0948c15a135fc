"""Whether an answer ended because it had reached a bound of tokens."""

from typing import Any

from langchain_core.messages import AIMessage


def at_its_limit(message: AIMessage) -> bool:
    """Whether the server says that it stopped at a bound, ours or its own, rather than at the end."""
    said: dict[str, Any] = message.response_metadata
    details: dict[str, Any] = said.get("incomplete_details") or {}
    return said.get("finish_reason") == "length" or details.get("reason") == "max_output_tokens"

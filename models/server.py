"""A model behind OpenAI's API or a server that speaks it. Importing this takes seconds: do it in a thread."""

from collections.abc import AsyncIterator
from typing import Any, NoReturn, cast
from urllib.parse import unquote, urlsplit

import openai
from langchain_core.callbacks import AsyncCallbackManagerForLLMRun
from langchain_core.messages import BaseMessage, HumanMessage
from langchain_core.outputs import ChatGenerationChunk, ChatResult
from langchain_openai import ChatOpenAI
from pydantic import Field, SecretStr

from models.card import Card
from models.diagnosis import diagnose
from models.lane import Lane
from models.patience import in_time
from models.policy import Policy
from models.quirks import Mending, readable, worded
from models.trouble import Reason, Trouble
from models.usage import estimate

_NO_KEY = SecretStr("no-key-needed")
_HANGING_UP = frozenset({"RemoteProtocolError", "ReadError"})
"""Exceptions by name, since they are httpx's or httpx2's as the version of openai goes."""
_KEPT_ALIVE = 4
"""How many times longer a server may think in silence while it sends signs of life (SSE comments)."""


class ServerModel(ChatOpenAI):
    """ChatOpenAI that raises only `Trouble`, also when a stream ends without having finished.

    It is asynchronous only, always streams on the wire, so that silence is noticed early, and never counts
    with tiktoken, which downloads. What a server turned down once (stream_options, tools outside of the
    Responses API, the name of the bound on an answer) it isn't sent again.
    """

    calls_it_max_tokens: bool = False
    """Whether the server knows an answer's bound by its old name, the only one that llama_cpp.server heeds."""

    mends: bool = False
    """Whether its answers are mended, as those of servers with ways of their own have to be; see `models.quirks`."""

    longest_silence: float = 120.0
    """Seconds without a word, whatever signs of life come meanwhile."""

    lane: Lane = Field(default_factory=Lane, exclude=True)

    async def _astream(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: AsyncCallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> AsyncIterator[ChatGenerationChunk]:
        async with self.lane.way(run_manager):
            async for chunk in self._whole(messages, stop, **kwargs):
                if run_manager is not None:
                    await run_manager.on_llm_new_token(chunk.text, chunk=chunk)
                yield chunk

    async def _whole(
        self, messages: list[BaseMessage], stop: list[str] | None, **kwargs: Any
    ) -> AsyncIterator[ChatGenerationChunk]:
        """The answer as it is meant. Raises Trouble where it ends before its end."""
        begun = finished = False
        mending = Mending()
        try:
            async for chunk in self._accepted(messages, stop, **kwargs):
                begun, finished = True, finished or _finishes(chunk)
                if self.mends:
                    mending.mend(chunk)
                yield chunk
        except Exception as error:
            if self.mends and not begun and _hung_up(error):
                await self._ask_why(messages, stop, **kwargs)
            _raise(error)
        if self.mends and not begun:
            await self._ask_why(messages, stop, **kwargs)
        if not finished:
            raise self._cut_short()
        if mending.half_called and mending.finished != "length":
            raise Trouble(Reason.CUT_SHORT, retry=True, detail="half a call")

    async def _ask_why(self, messages: list[BaseMessage], stop: list[str] | None, **kwargs: Any) -> None:
        """Asks for one token without a stream, and raises what llama_cpp.server tells only then.

        The connection may be on its way to be closed after what failed on it, so a lost request is sent again.
        """
        payload = self._get_request_payload(messages, stop=stop, **{**kwargs, "max_tokens": 1})
        client = self.root_async_client.with_options(max_retries=1)
        try:
            await client.chat.completions.create(**{**payload, "stream": False})
        except Exception as error:
            _raise(error)

    def _cut_short(self) -> Trouble:
        if self.lane.cut():
            return Trouble(Reason.BUSY, retry=True, detail="interrupted")
        return Trouble(Reason.CUT_SHORT, retry=True, detail="no finish reason")

    async def _agenerate(self, *args: Any, **kwargs: Any) -> ChatResult:
        try:
            return await super()._agenerate(*args, **kwargs)
        except Exception as error:
            _raise(error)

    async def _accepted(self, *args: Any, **kwargs: Any) -> AsyncIterator[ChatGenerationChunk]:
        """The stream, asked for again in the way that the server wants where it rejected ours.

        A rejection comes before the first chunk, so nothing is ever said twice.
        """
        while True:
            try:
                async for chunk in in_time(super()._astream(*args, **kwargs), self.longest_silence):
                    yield chunk
                return
            except (openai.BadRequestError, openai.UnprocessableEntityError) as error:
                if not self._adapt(str(error)):
                    raise

    def _convert_chunk_to_generation_chunk(
        self, chunk: dict[str, Any], *args: Any, **kwargs: Any
    ) -> ChatGenerationChunk | None:
        event = readable(chunk) if self.mends else chunk
        return super()._convert_chunk_to_generation_chunk(event, *args, **kwargs)

    def _get_request_payload(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        payload = cast(dict[str, Any], super()._get_request_payload(*args, **kwargs))
        if self.calls_it_max_tokens and "max_completion_tokens" in payload:
            payload["max_tokens"] = payload.pop("max_completion_tokens")
        if self.mends and "messages" in payload:
            payload["messages"] = [worded(message) for message in payload["messages"]]
        return payload

    def _adapt(self, complaint: str) -> bool:
        if self.calls_it_max_tokens and "max_tokens" in complaint:
            self.calls_it_max_tokens = False
            return True
        if self.stream_usage and "stream_options" in complaint:
            self.stream_usage = False
            return True
        if not self.use_responses_api and "/v1/responses" in complaint:
            self.use_responses_api = True
            return True
        return False

    def get_num_tokens(self, text: str) -> int:
        return estimate([HumanMessage(text)])

    def get_num_tokens_from_messages(self, messages: Any, *args: Any, **kwargs: Any) -> int:
        return estimate(list[BaseMessage](messages))

    async def aclose(self) -> None:
        """Closes the connections to the server."""
        await self.root_async_client.close()


def build(card: Card, key: SecretStr | None, policy: Policy, lane: Lane) -> ServerModel:
    """The model of `card`, not yet connected. A login in the card's URL becomes basic authentication.

    All models of one server share its `lane`.
    """
    return ServerModel(
        model=card.model,
        base_url=card.address,
        api_key=_key_source(key),
        max_retries=0,
        timeout=_timeout(card, policy),
        stream_chunk_timeout=None,
        longest_silence=_stall(card, policy) * _KEPT_ALIVE,
        streaming=True,
        stream_usage=True,
        use_responses_api=_uses_responses(card),
        reasoning_effort=card.reasoning_effort or None,
        http_async_client=_connections(card, policy),
        metadata={"card": card.name},
        calls_it_max_tokens=card.provider == "compatible",
        mends=card.provider == "compatible",
        lane=lane,
    )


async def ask_model(card: Card, key: SecretStr | None, policy: Policy) -> str:
    """The first model that the server says it has. Raises Trouble."""
    client = openai.AsyncOpenAI(
        api_key=_key_source(key),
        base_url=card.address,
        max_retries=0,
        http_client=_connections(card, policy),
    )
    try:
        async with client:
            names = [model.id for model in (await client.models.list()).data]
    except Exception as error:
        _raise(error)
    chatting = [name for name in names if "embed" not in name.lower()]
    if not names:
        raise Trouble(Reason.REJECTED, detail="no models")
    return (chatting or names)[0]


def _raise(error: Exception) -> NoReturn:
    """Raises what `error` means, without the server's words, or itself when it isn't about the server."""
    trouble = diagnose(error)
    if trouble is None:
        raise error
    raise trouble from None


def _hung_up(error: BaseException) -> bool:
    """Whether the server closed the connection, rather than couldn't be connected to or fell silent."""
    if type(error).__name__ in _HANGING_UP:
        return True
    return error.__cause__ is not None and _hung_up(error.__cause__)


def _key_source(key: SecretStr | None) -> Any:
    """The key as a callable: it stays out of every repr, and ChatOpenAI makes no blocking client."""
    secret = key or _NO_KEY

    async def reveal() -> str:
        return secret.get_secret_value()

    return reveal


def _connections(card: Card, policy: Policy) -> openai.DefaultAsyncHttpxClient:
    parts = urlsplit(card.url)
    login = (unquote(parts.username or ""), unquote(parts.password or ""))
    return openai.DefaultAsyncHttpxClient(
        timeout=_timeout(card, policy),
        auth=login if any(login) else None,
    )


def _timeout(card: Card, policy: Policy) -> openai.Timeout:
    return openai.Timeout(None, connect=policy.connect, read=_stall(card, policy), write=policy.connect)


def _stall(card: Card, policy: Policy) -> float:
    return policy.stall if card.stall is None else card.stall


def _uses_responses(card: Card) -> bool | None:
    """Chat Completions wherever they do; None leaves it to ChatOpenAI, which knows OpenAI's own models."""
    return False if card.provider == "compatible" or card.reasoning_effort == "none" else None


def _finishes(chunk: ChatGenerationChunk) -> bool:
    """Whether the server says in `chunk` why it stops; Responses call it a status."""
    info = chunk.generation_info or {}
    return bool(info.get("finish_reason") or chunk.message.response_metadata.get("status"))

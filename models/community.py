"""A chat class of langchain-community, or of another package, as a model. Importing one takes seconds: use a thread."""

import asyncio
import warnings
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from decimal import Decimal
from importlib import import_module
from typing import Any, NoReturn, cast

import structlog
from langchain_core.callbacks import AsyncCallbackManagerForLLMRun
from langchain_core.language_models import BaseChatModel, LanguageModelInput
from langchain_core.messages import AIMessage, AIMessageChunk, BaseMessage
from langchain_core.outputs import ChatGenerationChunk, ChatResult
from langchain_core.runnables import Runnable
from pydantic import Field, SecretStr

from models.asynchronous import AsyncChatModel, Tool
from models.card import Card
from models.diagnosis import diagnose
from models.policy import Policy
from models.trouble import Reason, Trouble

PACKAGE = "langchain_community.chat_models"

_WHOLE = 4

_log: structlog.stdlib.BoundLogger = structlog.get_logger(__name__)


class CommunityModel(AsyncChatModel):
    """Raises only `Trouble`. What the class does without await runs in a thread.

    `stall` is in seconds: how long it may be silent before and between pieces, and a quarter of what a whole answer
    may take.
    """

    inner: BaseChatModel = Field(repr=False, exclude=True)
    """Some of them keep a key where their repr shows it."""
    stall: float

    @property
    def _llm_type(self) -> str:
        return "community"

    def bind_tools(
        self, tools: Sequence[Tool], *, tool_choice: str | None = None, **kwargs: Any
    ) -> Runnable[LanguageModelInput, AIMessage]:
        """Raises Trouble where the class knows no tools."""
        choice = {} if tool_choice is None else {"tool_choice": tool_choice}
        try:
            bound = cast(Any, self.inner.bind_tools(cast(Any, tools), **choice, **kwargs))
        except NotImplementedError:
            raise Trouble(Reason.REJECTED, detail="no tools") from None
        return self.bind(**bound.kwargs)

    async def _agenerate(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: AsyncCallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> ChatResult:
        try:
            async with asyncio.timeout(_WHOLE * self.stall):
                return await self.inner._agenerate(messages, stop, **kwargs)
        except Exception as error:
            _raise(error)

    async def _astream(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: AsyncCallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> AsyncIterator[ChatGenerationChunk]:
        if not _streams(self.inner):
            yield _whole(await self._agenerate(messages, stop, **kwargs))
            return
        pieces = aiter(self.inner._astream(messages, stop, **kwargs))
        while True:
            try:
                async with asyncio.timeout(self.stall):
                    piece = await anext(pieces)
            except StopAsyncIteration:
                return
            except Exception as error:
                _raise(error)
            yield piece


def build(card: Card, keys: Mapping[str, SecretStr], policy: Policy) -> CommunityModel:
    """The model of `card`; `keys` are by their setting's name. Raises Trouble."""
    secrets = {argument: keys[name].get_secret_value() for argument, name in card.secrets.items()}
    arguments = cast(dict[str, Any], _plain(card.arguments))
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)  # the package is sunset, and says so
            inner = _find(card.chat_class)(**arguments, **secrets)
    except ImportError as error:
        _not_there(card, "needs a package that is not installed", package=error.name or "")
    except AttributeError:
        _not_there(card, "is in no such package")
    except Exception as error:
        _not_there(card, "can't be made of its arguments", error=type(error).__name__)
    if not isinstance(inner, BaseChatModel):
        _not_there(card, "is no chat class")
    stall = policy.stall if card.stall is None else card.stall
    return CommunityModel(inner=inner, stall=stall, metadata={"card": card.name})


def _find(name: str) -> Callable[..., object]:
    module, _dot, found = name.rpartition(".")
    return cast(Callable[..., object], getattr(import_module(module or PACKAGE), found))


def _not_there(card: Card, what: str, **facts: str) -> NoReturn:
    """Tells the owner without the library's words, which may show what it was given."""
    hint = (
        ".venv/bin/pip install 'concierge[community]'"
        if facts.get("package", "").startswith("langchain_comm")
        else ""
    )
    known = {name: value for name, value in {**facts, "hint": hint}.items() if value}
    _log.error(f"The model's chat_class {what}", model=card.name, chat_class=card.chat_class, **known)
    raise Trouble(Reason.NOT_THERE, detail=hint or what) from None


def _plain(value: Any) -> Any:
    """TOML's fractions as what these classes know."""
    match value:
        case Decimal():
            return float(value)
        case dict():
            return {name: _plain(each) for name, each in cast(dict[str, Any], value).items()}
        case list():
            return [_plain(each) for each in cast(Sequence[Any], value)]
        case _:
            return value


def _streams(model: BaseChatModel) -> bool:
    kind = type(model)
    return any(getattr(kind, name) is not getattr(BaseChatModel, name) for name in ("_astream", "_stream"))


def _whole(result: ChatResult) -> ChatGenerationChunk:
    said = cast(AIMessage, result.generations[0].message)
    message = AIMessageChunk(
        content=said.content,
        tool_calls=said.tool_calls,
        usage_metadata=said.usage_metadata,
        response_metadata=said.response_metadata,
    )
    return ChatGenerationChunk(message=message)


def _raise(error: Exception) -> NoReturn:
    """Whatever one of so many libraries raises is about the server, and its words may hold a key."""
    if isinstance(error, ImportError):
        raise Trouble(Reason.NOT_THERE, detail="a package is missing") from None
    status = getattr(error, "status_code", None) or getattr(
        getattr(error, "response", None), "status_code", None
    )
    if status in (401, 402, 403):
        raise Trouble(Reason.REFUSED, status=status) from None
    trouble = diagnose(error) if isinstance(error, TimeoutError) else None
    raise trouble or Trouble(Reason.UNREACHABLE, retry=True, detail=type(error).__name__) from None

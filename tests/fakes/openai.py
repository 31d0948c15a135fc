"""An OpenAI-compatible server with scripted answers: Chat Completions, transcriptions, speech, the list of models.

    with FakeOpenAI() as server:
        server.script(Reply("Hello!"), Reply(status=429, headers={"retry-after": "1"}))
        ...                                   # OPENAI_BASE_URL=server.url
        assert server.chats[0].text == "Hi"

Requests that the script has no reply for are answered by `respond`, an echo unless told otherwise. As a
program, `python -m tests.fakes.openai --port 0 --delay 0.05` prints its URL and serves until it is stopped.
"""

import argparse
import asyncio
import json
import socket
import threading
import time
from collections import deque
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, MutableMapping, Sequence
from dataclasses import dataclass, field
from email import message_from_bytes
from email.policy import HTTP
from typing import Any, Literal, Self

import uvicorn

Fault = Literal["disconnect", "truncate", "stall", "malformed", "error"]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Call:
    """A tool call; `arguments` as text go out as they are, valid or not."""

    name: str
    arguments: Mapping[str, Any] | str = field(default_factory=dict[str, Any])
    id: str = ""

    @property
    def arguments_text(self) -> str:
        return self.arguments if isinstance(self.arguments, str) else json.dumps(self.arguments)


@dataclass(frozen=True, slots=True)
class Reply:
    """One answer. Times in seconds: `delay` before the first byte, `pace` between chunks.

    A `status` of 400 or more answers with an error of `text` and `code`, or with `body` as it is. A `fault`
    strikes a stream `after` so many chunks: the connection drops, the stream ends too early, falls silent, is no
    JSON, or says that the server failed. `usage` is (tokens read, tokens written), None for none. `finish` is
    what the text or calls suggest unless given; None leaves it out. `repeat_names` names a tool in each of its
    chunks, as llama_cpp.server does. `pings` are signs of life sent before the first chunk, a tenth of a second apart.
    `events` are sent as they are instead of all that: the data of a stream as some other server sends it.

    A transcription has its `segments` (begin, end, words) where the client wants them and its `language`; `audio` is
    what speech is.
    """

    text: str = ""
    calls: tuple[Call, ...] = ()
    finish: str | None = ""
    usage: tuple[int, int] | None = (11, 7)
    status: int = 200
    code: str | None = None
    body: Any = None
    headers: Mapping[str, str] = field(default_factory=dict[str, str])
    fault: Fault | None = None
    after: int = 1
    delay: float | None = None
    pace: float | None = None
    repeat_names: bool = False
    pings: int = 0
    events: tuple[str, ...] = ()
    segments: tuple[tuple[float, float, str], ...] = ()
    language: str = "english"
    audio: bytes = b""

    @property
    def finish_reason(self) -> str | None:
        return ("tool_calls" if self.calls else "stop") if self.finish == "" else self.finish


@dataclass(frozen=True, slots=True)
class Request:
    """What came in; `at` is of time.monotonic(), header names are in lower case."""

    at: float
    path: str
    headers: Mapping[str, str]
    body: Mapping[str, Any]

    @property
    def messages(self) -> list[dict[str, Any]]:
        return list(self.body.get("messages", []))

    @property
    def text(self) -> str:
        """What the last message says."""
        content: str | list[dict[str, Any]] | None = self.messages[-1].get("content") if self.messages else ""
        if isinstance(content, list):
            return "".join(str(part.get("text", "")) for part in content)
        return content or ""

    @property
    def tools(self) -> list[str]:
        return [tool["function"]["name"] for tool in self.body.get("tools", [])]


_ASKED = ("/chat/completions", "/audio/transcriptions", "/audio/speech")
Respond = Callable[[Request], Reply]


def echo(request: Request) -> Reply:
    """What a tool said, as it is; what a person said, as an echo."""
    from_tool = bool(request.messages) and request.messages[-1].get("role") == "tool"
    return Reply(request.text if from_tool else f"You said: {request.text}")


class FakeOpenAI:
    """Runs in a thread of its own on a free port of the loopback, from `with` to the end of its block.

    With a `key` it answers 401 to every other one. `refuses` are body fields that it answers 400 to.
    """

    def __init__(
        self,
        *,
        models: Sequence[str] = ("fake-model",),
        key: str = "",
        refuses: Sequence[str] = (),
        respond: Respond = echo,
        delay: float = 0.0,
        pace: float = 0.0,
        host: str = "127.0.0.1",
        port: int = 0,
    ) -> None:
        self.models = tuple(models)
        self.key = key
        self.refuses = tuple(refuses)
        self.respond = respond
        self.delay = delay
        self.pace = pace
        self.requests: list[Request] = []
        self._script: deque[Reply] = deque()
        self._socket = socket.create_server((host, port))
        config = uvicorn.Config(
            self._app,
            interface="asgi3",
            lifespan="off",
            ws="none",
            log_level="critical",
            timeout_graceful_shutdown=0,
        )
        self._server = uvicorn.Server(config)
        self._thread = threading.Thread(
            target=self._server.run, kwargs={"sockets": [self._socket]}, name="fake-openai", daemon=True
        )

    @property
    def url(self) -> str:
        """What OPENAI_BASE_URL is set to."""
        host, port = self._socket.getsockname()[:2]
        return f"http://{host}:{port}/v1"

    @property
    def chats(self) -> list[Request]:
        """The requests for an answer, in order."""
        return [request for request in self.requests if request.path.endswith("/chat/completions")]

    @property
    def heard(self) -> list[Request]:
        """The requests for a transcription, in order; the file's bytes are under `file` in their body."""
        return [request for request in self.requests if request.path.endswith("/audio/transcriptions")]

    @property
    def spoken(self) -> list[Request]:
        """The requests for speech, in order."""
        return [request for request in self.requests if request.path.endswith("/audio/speech")]

    def script(self, *replies: Reply) -> None:
        """Answers the next requests with these, in order."""
        self._script.extend(replies)

    def reset(self) -> None:
        """Forgets its script and its requests."""
        self._script.clear()
        self.requests.clear()

    def __enter__(self) -> Self:
        self._thread.start()
        while not self._server.started:
            time.sleep(0.005)
        return self

    def __exit__(self, *_: object) -> None:
        self._server.should_exit = True
        self._thread.join(timeout=10)
        self._socket.close()

    async def _app(self, scope: MutableMapping[str, Any], receive: Receive, send: Send) -> None:
        body = await _body(receive)
        headers = {name.decode().lower(): value.decode() for name, value in scope["headers"]}
        request = Request(time.monotonic(), scope["path"], headers, _read(headers, body))
        self.requests.append(request)
        reply = self._reply(request)
        await asyncio.sleep(self.delay if reply.delay is None else reply.delay)
        if reply.status >= 400:
            error = {"message": reply.text, "type": "error", "param": None, "code": reply.code}
            await _json(send, reply, {"error": error} if reply.body is None else reply.body)
        elif request.path.endswith("/models"):
            await _json(send, reply, {"object": "list", "data": [_model(name) for name in self.models]})
        elif request.path.endswith("/audio/transcriptions"):
            await _json(send, reply, _transcription(request, reply))
        elif request.path.endswith("/audio/speech"):
            await _start(send, 200, "audio/wav", reply.headers)
            await send({"type": "http.response.body", "body": reply.audio})
        elif request.body.get("stream"):
            await _stream(receive, send, request, reply, self.pace if reply.pace is None else reply.pace)
        else:
            await _json(send, reply, _completion(request, reply))

    def _reply(self, request: Request) -> Reply:
        if self.key and request.headers.get("authorization") != f"Bearer {self.key}":
            given = request.headers.get("authorization", "")
            return Reply(f"Incorrect API key provided: {given}", status=401, code="invalid_api_key")
        refused = [name for name in self.refuses if name in request.body]
        if refused:
            return Reply(f"Unrecognized request argument supplied: {refused[0]}", status=400)
        if request.path.endswith("/models"):
            return Reply()
        if not request.path.endswith(_ASKED):
            return Reply(f"Unknown path {request.path}", status=404)
        return self._script.popleft() if self._script else self.respond(request)


def _read(headers: Mapping[str, str], body: bytes) -> dict[str, Any]:
    """JSON, or the fields of a form; a file is its bytes, and a field that comes several times a list."""
    kind = headers.get("content-type", "")
    if not kind.startswith("multipart/form-data"):
        return json.loads(body) if body else {}
    form = message_from_bytes(f"Content-Type: {kind}\r\n\r\n".encode() + body, policy=HTTP)
    fields: dict[str, Any] = {}
    for part in form.iter_parts():
        name = str(part.get_param("name", header="content-disposition"))
        content = part.get_payload(decode=True)
        value = content if part.get_filename() else content.decode()
        fields[name] = [*fields.get(name, []), value] if name.endswith("[]") else value
    return fields


def _transcription(request: Request, reply: Reply) -> dict[str, Any]:
    if request.body.get("response_format") != "verbose_json":
        return {"text": reply.text}
    segments = [
        {"id": number, "start": begin, "end": end, "text": f" {text}"}
        for number, (begin, end, text) in enumerate(reply.segments)
    ]
    return {"task": "transcribe", "language": reply.language, "text": reply.text, "segments": segments}


async def _body(receive: Receive) -> bytes:
    parts: list[bytes] = []
    while True:
        message = await receive()
        parts.append(message.get("body", b""))
        if not message.get("more_body"):
            return b"".join(parts)


async def _start(send: Send, status: int, kind: str, headers: Mapping[str, str]) -> None:
    pairs = [(name.encode(), value.encode()) for name, value in {"content-type": kind, **headers}.items()]
    await send({"type": "http.response.start", "status": status, "headers": pairs})


async def _json(send: Send, reply: Reply, body: Mapping[str, Any] | str) -> None:
    """JSON, or plain text where that is what there is to say."""
    plain = isinstance(body, str)
    await _start(send, reply.status, "text/plain" if plain else "application/json", reply.headers)
    await send({"type": "http.response.body", "body": (body if plain else json.dumps(body)).encode()})


async def _stream(receive: Receive, send: Send, request: Request, reply: Reply, pace: float) -> None:
    await _start(send, 200, "text/event-stream", reply.headers)
    for _ in range(reply.pings):
        await send({"type": "http.response.body", "body": b": ping\n\n", "more_body": True})
        await asyncio.sleep(0.1)
    sent = 0
    async for event in _events(request, reply):
        if reply.fault and sent == reply.after:
            if reply.fault == "truncate":
                break
            event = await _broken(reply.fault, receive)
        await send({"type": "http.response.body", "body": event, "more_body": True})
        sent += 1
        await asyncio.sleep(pace)
    await send({"type": "http.response.body", "body": b""})


async def _broken(fault: Fault, receive: Receive) -> bytes:
    """What goes out instead of a chunk, if anything does."""
    if fault == "stall":
        await receive()
        raise ConnectionAbortedError
    if fault == "disconnect":
        raise ConnectionAbortedError
    return (
        b'data: {"choi\n\n' if fault == "malformed" else b'data: {"error": {"message": "out of memory"}}\n\n'
    )


async def _events(request: Request, reply: Reply) -> AsyncIterator[bytes]:
    if reply.events:
        for data in reply.events:
            yield f"data: {data}\n\n".encode()
        return
    for delta in [{"role": "assistant", "content": ""}, *_deltas(reply)]:
        yield _event(request, [{"index": 0, "delta": delta, "finish_reason": None}])
    if reply.finish_reason is not None:
        yield _event(request, [{"index": 0, "delta": {}, "finish_reason": reply.finish_reason}])
    if reply.usage and request.body.get("stream_options", {}).get("include_usage"):
        yield _event(request, [], usage=_usage(reply.usage))
    yield b"data: [DONE]\n\n"


def _deltas(reply: Reply) -> list[dict[str, Any]]:
    deltas: list[dict[str, Any]] = [{"content": word} for word in _words(reply.text)]
    for index, call in enumerate(reply.calls):
        text, call_id = call.arguments_text, _id(call, index)
        pieces = [text[start : start + 12] for start in range(0, len(text), 12)] or [""]
        for number, piece in enumerate(pieces):
            function = {"name": call.name} if reply.repeat_names or not number else {}
            identity = {"id": call_id, "type": "function"} if function else {}
            deltas.append(
                {"tool_calls": [{"index": index, **identity, "function": {**function, "arguments": piece}}]}
            )
    return deltas


def _words(text: str) -> list[str]:
    return text.replace(" ", " \0").split("\0") if text else []


def _event(request: Request, choices: list[Any], **more: Any) -> bytes:
    chunk = {**_head(request), "object": "chat.completion.chunk", "choices": choices, **more}
    return f"data: {json.dumps(chunk)}\n\n".encode()


def _completion(request: Request, reply: Reply) -> dict[str, Any]:
    message: dict[str, Any] = {"role": "assistant", "content": reply.text or None}
    if reply.calls:
        message["tool_calls"] = [
            {
                "id": _id(call, index),
                "type": "function",
                "function": {"name": call.name, "arguments": call.arguments_text},
            }
            for index, call in enumerate(reply.calls)
        ]
    choice = {"index": 0, "message": message, "finish_reason": reply.finish_reason}
    usage = {"usage": _usage(reply.usage)} if reply.usage else {}
    return {**_head(request), "object": "chat.completion", "choices": [choice], **usage}


def _head(request: Request) -> dict[str, Any]:
    return {"id": "chatcmpl-fake", "created": int(time.time()), "model": request.body.get("model", "")}


def _usage(usage: tuple[int, int]) -> dict[str, int]:
    return {"prompt_tokens": usage[0], "completion_tokens": usage[1], "total_tokens": sum(usage)}


def _model(name: str) -> dict[str, Any]:
    return {"id": name, "object": "model", "created": 0, "owned_by": "fake"}


def _id(call: Call, index: int) -> str:
    return call.id or f"call_{index}_{time.monotonic_ns():x}"


def main() -> None:
    parser = argparse.ArgumentParser(description="An OpenAI-compatible server that echoes.")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8000, help="0 picks a free one")
    parser.add_argument("--delay", type=float, default=0.0, help="seconds before an answer begins")
    parser.add_argument("--pace", type=float, default=0.0, help="seconds between two chunks of a stream")
    parser.add_argument("--model", default="fake-model")
    parser.add_argument("--text", help="what to answer always, instead of an echo")
    options = parser.parse_args()
    text: str | None = options.text

    def respond(request: Request) -> Reply:
        return echo(request) if text is None else Reply(text)

    server = FakeOpenAI(
        models=(options.model,),
        respond=respond,
        delay=options.delay,
        pace=options.pace,
        host=options.host,
        port=options.port,
    )
    with server:
        print(server.url, flush=True)
        threading.Event().wait()


if __name__ == "__main__":
    main()

"""A fake in another process, held by its control address."""

from base64 import b64encode
from typing import Any

import aiohttp

from tests.fakes.telegram.wire import Json


class RemoteTelegram:
    """`async with RemoteTelegram(url) as telegram: await telegram.people("text", chat=chat, text="Hello")`.

    Deeds, chats and faults have the names and arguments that they have in-process; chats, people and messages
    are given by id, and come back as JSON. Raises RuntimeError with what was wrong, TimeoutError where
    waiting was vain.
    """

    def __init__(self, url: str) -> None:
        self.url = url.rstrip("/")
        self._session = aiohttp.ClientSession()

    async def __aenter__(self) -> "RemoteTelegram":
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._session.close()

    async def people(self, deed: str, **arguments: Any) -> Any:
        if isinstance(arguments.get("data"), bytes):
            arguments["data"] = b64encode(arguments["data"]).decode()
        return await self._ask("POST", f"people/{deed}", arguments)

    async def world(self, thing: str, **arguments: Any) -> Json:
        made: Json = await self._ask("POST", f"world/{thing}", arguments)
        return made

    async def fault(
        self, kind: str, *, times: int | None = 1, method: str | list[str] = "", **more: Any
    ) -> None:
        """`more` are the fault's own arguments, and `chat`."""
        rule: Json = {"times": times, "method": method or []}
        if "chat" in more:
            rule["chat"] = more.pop("chat")
        await self._ask("POST", "faults", rule | {"fault": {"kind": kind} | more})

    async def flood(self, is_on: bool = True, **limits: int) -> None:
        """Flood control on or off; `limits` as of `FloodControl.on`."""
        await self._ask("POST", "flood", {"is_on": is_on} | limits)

    async def clear_faults(self) -> None:
        await self._ask("DELETE", "faults", {})

    async def answer(self, chat: int, text: str | None = None, after: int = 0, within: float = 5) -> Json:
        asked = {"chat": chat, "text": text, "after": after, "within": within}
        message: Json = await self._ask("POST", "wait", asked)
        return message

    async def inject(self, body: Any) -> Json:
        update: Json = await self._ask("POST", "inject", body)
        return update

    async def repeat(self, update: int, times: int = 1) -> None:
        await self._ask("POST", "repeat", {"update": update, "times": times})

    async def state(self) -> Json:
        state: Json = await self._ask("GET", "state")
        return state

    async def messages(self, chat: int) -> list[Json]:
        found: list[Json] = (await self._ask("GET", f"chats/{chat}"))["messages"]
        return found

    async def calls(self, after: int = 0) -> list[Json]:
        made: list[Json] = await self._ask("GET", f"calls?after={after}")
        return made

    async def updates(self) -> list[Json]:
        made: list[Json] = await self._ask("GET", "updates")
        return made

    async def conversation(self, chat: int) -> str:
        async with self._session.get(f"{self.url}/control/transcript/{chat}") as response:
            return await response.text()

    async def _ask(self, method: str, path: str, body: Any = None) -> Any:
        async with self._session.request(method, f"{self.url}/control/{path}", json=body) as response:
            answer = await response.json()
        if response.status == 408:
            raise TimeoutError(answer["error"])
        if response.status != 200:
            raise RuntimeError(answer["error"])
        return answer

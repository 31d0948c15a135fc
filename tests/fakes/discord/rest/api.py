"""From an HTTP request to an answer: who asks, what goes wrong, how fast, in what form, and then the deed."""

import asyncio
import json
from collections.abc import Iterator
from typing import Any

from aiohttp import web

from tests.fakes.discord.cable import cut
from tests.fakes.discord.errors import ApiError, not_found, too_large, unauthorized
from tests.fakes.discord.rest.call import Answer, Call, Route, read_body
from tests.fakes.discord.rest.faults import Fault, Faults, too_many
from tests.fakes.discord.rest.limits import Limits
from tests.fakes.discord.rest.log import Log, Request, Violation
from tests.fakes.discord.rest.spec import Spec
from tests.fakes.discord.rules.form import Problem, invalid_form
from tests.fakes.discord.world.world import World


class Dropped(Exception):
    """The connection is to be broken instead of answered."""


class Api:
    """Discord's REST API over a world. `closing` ends what is being stalled."""

    def __init__(self, world: World, spec: Spec, limits: Limits, faults: Faults) -> None:
        self.world = world
        self.spec = spec
        self.limits = limits
        self.faults = faults
        self.log = Log()
        self.closing = asyncio.Event()

    async def serve(self, route: Route, request: web.Request) -> web.StreamResponse:
        """Answers one request and writes it down."""
        path = "/" + request.match_info.get("rest", request.path.split("/", 3)[3])
        entry = Request(self.world.clock.utc(), request.method, path, route.template)
        self.log.requests.append(entry)
        began = asyncio.get_running_loop().time()
        try:
            answer, headers = await self._answer(route, request, entry)
        except Dropped:
            cut(request)
            return web.Response()
        finally:
            entry.took = asyncio.get_running_loop().time() - began
            self.world.changes.note()
        entry.status, entry.answer = answer.status, answer.body
        return respond(answer, headers)

    async def _answer(
        self, route: Route, request: web.Request, entry: Request
    ) -> tuple[Answer, dict[str, str]]:
        try:
            body, uploads = await read_body(request)
            entry.body, entry.files = body, tuple(upload.name for upload in uploads)
            params = dict(request.match_info)
            token = request.headers.get("Authorization", "")
            call = Call(entry.method, entry.path, route.template, params, request.query, token, body, uploads)
            return await self._under_faults(route, call, entry)
        except ApiError as error:
            return Answer(error.status, error.payload), {}

    async def _under_faults(self, route: Route, call: Call, entry: Request) -> tuple[Answer, dict[str, str]]:
        fault = self.faults.take(call.method, call.path, call.template)
        entry.fault = str(fault) if fault else ""
        if fault and not fault.accepted:
            spoiled = await self._befall(fault)
            return (spoiled, fault.headers) if spoiled else self._perform(route, call)
        done = self._perform(route, call)
        if fault:
            spoiled = await self._befall(fault)
            return (spoiled, fault.headers) if spoiled else done
        return done

    async def _befall(self, fault: Fault) -> Answer | None:
        """Stalls, then breaks the connection (`Dropped`) or gives the answer that the fault says, if any."""
        if fault.stall:
            try:
                await asyncio.wait_for(self.closing.wait(), fault.stall)
            except TimeoutError:
                pass
            else:
                raise Dropped
        if fault.drop:
            raise Dropped
        return fault.answer

    def _perform(self, route: Route, call: Call) -> tuple[Answer, dict[str, str]]:
        wait, headers = self.limits.take(call.method, call.template, call.params)
        if wait:
            return Answer(429, too_many(wait, everywhere="X-RateLimit-Global" in headers)), headers
        try:
            self._admit(route, call)
            answer = route.handle(self.world, call)
        except ApiError as error:
            answer = Answer(error.status, error.payload)
        self._watch_itself(call, answer)
        return answer, headers

    def _admit(self, route: Route, call: Call) -> None:
        if route.by_bot and call.authorization != f"Bot {self.world.token}":
            raise unauthorized()
        if max((len(upload.data) for upload in call.uploads), default=0) > self.world.settings.largest_upload:
            raise too_large()
        problems = tuple(self._problems(route, call))
        if problems:
            self.log.violations.append(Violation(f"{call.method} {call.path}", problems))
            raise invalid_form(problems)

    def _problems(self, route: Route, call: Call) -> Iterator[Problem]:
        """Discord's own words where they are known; the description's opinion where nothing else is wrong."""
        known = list(route.check(call)) if route.check else []
        yield from known or self.spec.request_problems(call.method, call.template, call.body)

    def _watch_itself(self, call: Call, answer: Answer) -> None:
        problems = tuple(self.spec.answer_problems(call.method, call.template, answer.status, answer.body))
        if problems:
            self.log.untrue.append(Violation(f"{call.method} {call.path} → {answer.status}", problems))

    def unknown(self, _world: World, call: Call) -> Answer:
        """An operation that Discord, or this server, does not have: recorded, so that a test sees it."""
        problem = Problem((), "UNKNOWN_ROUTE", "no such operation on this server")
        self.log.violations.append(Violation(f"{call.method} {call.path}", (problem,)))
        raise not_found()


def respond(answer: Answer, headers: dict[str, str]) -> web.Response:
    if answer.status == 204:
        return web.Response(status=204, headers=headers)
    body = dump(answer.body).encode()
    return web.Response(status=answer.status, body=body, headers=headers | PLAIN_JSON)


PLAIN_JSON = {"Content-Type": "application/json"}
"""Without a charset: discord.py compares the whole header."""


def dump(body: Any) -> str:
    return json.dumps(body, ensure_ascii=False, separators=(",", ":"))

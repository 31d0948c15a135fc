"""How the bot gets its updates: getUpdates and the webhook."""

import re
from urllib.parse import urlsplit

from tests.fakes.telegram.calls import Call
from tests.fakes.telegram.errors import bad_request
from tests.fakes.telegram.polling import Polling
from tests.fakes.telegram.updates import UpdateQueue
from tests.fakes.telegram.webhook import Hook, Webhook
from tests.fakes.telegram.wire import Json, is_array

_SECRET = re.compile(r"[A-Za-z0-9_-]*")


class Receiving:
    """Polling and webhook exclude each other."""

    def __init__(self, queue: UpdateQueue, polling: Polling, webhook: Webhook) -> None:
        self._queue, self._polling, self._webhook = queue, polling, webhook

    async def set_webhook(self, call: Call) -> bool:
        hook = _hook(call)
        if call.boolean("drop_pending_updates"):
            self._queue.clear()
        allowed = call.structure("allowed_updates")
        if is_array(allowed):
            self._queue.allow(allowed)
        if hook.url:
            self._polling.stop("terminated by setWebhook request")
        self._polling.webhook_is_set = bool(hook.url)
        await self._webhook.set(hook)
        return True

    async def delete_webhook(self, call: Call) -> bool:
        if call.boolean("drop_pending_updates"):
            self._queue.clear()
        self._polling.webhook_is_set = False
        await self._webhook.set(Hook())
        return True

    def get_webhook_info(self, call: Call) -> Json:
        return self._webhook.info()


def _hook(call: Call) -> Hook:
    """As a local Bot API server does, this one takes http addresses and any port."""
    url, secret = call.text("url"), call.text("secret_token")
    parts = urlsplit(url)
    if url and (parts.scheme not in {"http", "https"} or not parts.hostname):
        raise bad_request("invalid webhook URL specified")
    if len(secret) > 256:
        raise bad_request("secret token is too long")
    if not _SECRET.fullmatch(secret):
        raise bad_request("secret token contains unallowed characters")
    return Hook(url, secret, min(max(call.integer("max_connections", 40), 1), 100_000))

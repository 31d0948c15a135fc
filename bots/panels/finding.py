"""What /search found, a page at a time."""

from bots.counter import Asked, Counter
from bots.markup import plain, shortened
from bots.panels.lines import title_of
from bots.panels.sessions import LONGEST_LABEL
from bots.panels.values import value
from graphs.dialogue import Button, Option, Panel, Reply, Select
from texts import clauses, labelled

PAGE = 5
LONGEST_SNIPPET = 200
LONGEST_VALUE = 64
"""Bytes; words that don't fit into a button can't be turned over, but asked for more narrowly."""


async def show_found(asked: Asked, counter: Counter, words: str, number: int) -> Reply:
    """In one's own transcripts; where others read along, in what is public and shared there."""
    _ = asked._
    found = await counter.kept.transcript.search(
        asked.user.id,
        words,
        place=asked.place.key if asked.watched else None,
        limit=PAGE + 1,
        offset=number * PAGE,
    )
    if not found:
        nothing = _("I find “{words}” nowhere. Fewer words may help.")
        return Reply(nothing.format(words=plain(shortened(words, 100))), aside=True)
    heading = _("“{words}” was said here:").format(words=plain(shortened(words, 100)))
    lines = [
        labelled(
            clauses((f"**{plain(title_of(one.title, _))}**", asked.when(one.line.created_at)), asked.locale),
            plain(shortened(one.snippet, LONGEST_SNIPPET)),
            asked.locale,
        )
        for one in found[:PAGE]
    ]
    titles = {one.session_id: one.title for one in found[:PAGE]}
    options = tuple(
        Option(shortened(title_of(title, _), LONGEST_LABEL), value("s", session_id, "open"))
        for session_id, title in titles.items()
    )
    rows = _pages(asked, words, number, more=len(found) > PAGE)
    return Reply(
        f"{heading}\n\n" + "\n".join(f"- {line}" for line in lines),
        Panel(rows, (Select(_("Go on with"), options),)),
        aside=True,
    )


def _pages(asked: Asked, words: str, number: int, *, more: bool) -> tuple[tuple[Button, ...], ...]:
    _, mine = asked._, asked.user.id
    buttons: list[Button] = []
    if number > 0:
        buttons.append(Button(_("‹ Newer"), value("f", mine, str(number - 1), words)))
    if more:
        buttons.append(Button(_("Older ›"), value("f", mine, str(number + 1), words)))
    fitting = tuple(button for button in buttons if len(button.value.encode()) < LONGEST_VALUE)
    return (fitting,) if fitting else ()

"""What a session takes, and what somebody may still use today."""

from decimal import Decimal

from bots.counter import Asked, Counter
from bots.markup import plain
from bots.panels.lines import title_of
from bots.panels.refusals import gone
from bots.panels.views import seen
from graphs.dialogue import Reply
from models.card import Card
from models.card_words import dollars, known_as
from storage.budgets import Limit, Spent
from storage.session_stats import SessionStats
from texts import clauses, in_a_row, share


async def tokens(asked: Asked, counter: Counter) -> Reply:
    """Used in all, how much of the window the next answer reads, and the cost."""
    _ = asked._
    session = await seen(asked, counter, asked.session.id)
    if session is None:
        return gone(asked)
    stats = await counter.kept.sessions.stats(session.id)
    memory = await counter.conversation.memory(session.id)
    card = counter.answering(session)
    cards = {known.name: known for known in counter.models.cards}
    lines = [
        _("Messages: {count}").format(count=stats.messages),
        _("Tokens used: {total} ({read} read, {written} written)").format(
            total=f"{stats.input_tokens + stats.output_tokens:,}",
            read=f"{stats.input_tokens:,}",
            written=f"{stats.output_tokens:,}",
        ),
        _("In memory now: about {tokens} tokens in {count} messages").format(
            tokens=f"{memory.estimated_tokens:,}", count=memory.messages
        ),
        _window(memory.estimated_tokens, card, asked),
        _("Cost: {cost}").format(cost=_cost(stats, cards, asked)),
    ]
    if stats.voiced_micros:
        voiced = dollars(Decimal(stats.voiced_micros) / 1_000_000)
        lines.append(_("Of that for recordings and speech: {cost}").format(cost=voiced))
    if stats.estimated:
        lines.append(_("Some of these tokens are estimated: the server didn't count them."))
    text = f"**{plain(title_of(session.title, _))}**\n\n" + "\n".join(f"- {line}" for line in lines)
    if memory.summary:
        summed_up = _("The older part is summed up for the model; the whole of it stays in /session.")
        text += f"\n\n{summed_up}"
    return Reply(text, aside=True)


async def budget(asked: Asked, counter: Counter) -> Reply:
    """A person's own day; where others read along, only whether there is a bound."""
    _ = asked._
    limit = counter.allowance.limit(asked.user, asked.incoming.platform, asked.incoming.sender.id)
    spent = await counter.kept.budgets.spent(asked.user.id, counter.today(asked.user).date())
    lines = [
        _("Today you used {tokens} tokens, {money}.").format(
            tokens=f"{spent.tokens:,}", money=dollars(Decimal(spent.micros) / 1_000_000)
        )
    ]
    if limit is None:
        lines.append(_("Nothing bounds what you may use."))
        return Reply("\n".join(lines), aside=True)
    lines.append(_left(limit, spent, asked))
    lines.append(_("Your budget renews {when}.").format(when=asked.when(counter.renews(asked.user))))
    return Reply(in_a_row(lines, asked.locale), aside=True)


def _left(limit: Limit, spent: Spent, asked: Asked) -> str:
    _ = asked._
    parts: list[str] = []
    if limit.micros is not None:
        left = max(0, limit.micros - spent.micros - spent.reserved_micros)
        parts.append(
            _("{left} of {limit}").format(
                left=dollars(Decimal(left) / 1_000_000), limit=dollars(Decimal(limit.micros) / 1_000_000)
            )
        )
    if limit.tokens is not None:
        left = max(0, limit.tokens - spent.tokens - spent.reserved_tokens)
        parts.append(_("{left} of {limit} tokens").format(left=f"{left:,}", limit=f"{limit.tokens:,}"))
    return _("Left: {what}.").format(what=clauses(parts, asked.locale))


def _window(used: int, card: Card, asked: Asked) -> str:
    _ = asked._
    if not card.window:
        return _("Window of {model}: unknown").format(model=plain(known_as(card, _)))
    return _("Window of {model}: {window} tokens, {share} full").format(
        model=plain(known_as(card, _)),
        window=f"{card.window:,}",
        share=share(used / card.window, asked.locale),
    )


def _cost(stats: SessionStats, cards: dict[str, Card], asked: Asked) -> str:
    """Of the calls whose price is known; it says so where some are not. With what listening and speaking cost."""
    _ = asked._
    total, unknown = Decimal(stats.voiced_micros) / 1_000_000, False
    for name, (read, written) in stats.by_model.items():
        cost = cards[name].cost(read, written) if name in cards else None
        unknown = unknown or cost is None
        total += cost or 0
    if not unknown:
        return dollars(total)
    return (
        _("{cost}, and what models of unknown price cost").format(cost=dollars(total))
        if total
        else _("unknown")
    )

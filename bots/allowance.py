"""How much each person may use a day, as the owner's settings say it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from storage.budgets import Limit
    from storage.users import User

ROLES = ("user", "moderator", "admin")
MOST = 10**15
"""Above this an amount is a slip of the pen (a thousand million dollars, in micro-dollars)."""

_AMOUNT = re.compile(r"([0-9]+(?:\.[0-9]{1,6})?)\s*(usd|tokens)", re.IGNORECASE)
_ACCOUNT = re.compile(r"(terminal|telegram|discord):[^\s:=,]+")


class AllowanceError(ValueError):
    """`entry` is the part of the setting that is wrong."""

    def __init__(self, entry: str) -> None:
        super().__init__(entry)
        self.entry = entry


@dataclass(frozen=True, slots=True)
class Amount:
    """A day's bound in micro-dollars, in tokens, or in both; None where it bounds nothing."""

    micros: int | None = None
    tokens: int | None = None


def parse_amount(text: str) -> Amount:
    """`0.50usd` or `200000tokens`. Raises `AllowanceError`."""
    match = _AMOUNT.fullmatch(text.strip())
    if match is None:
        raise AllowanceError(text.strip())
    try:
        number = Decimal(match[1])
    except InvalidOperation:
        raise AllowanceError(text.strip()) from None
    money = match[2].casefold() == "usd"
    whole = int(number * 1_000_000) if money else int(number)
    if whole > MOST or (not money and number != whole):
        raise AllowanceError(text.strip())
    return Amount(micros=whole) if money else Amount(tokens=whole)


def parse(text: str) -> dict[str, Amount]:
    """By role or platform:id, what `user=0.50usd, moderator=200000tokens, telegram:123=2usd` grants.

    Somebody may be named once with money and once with tokens. Raises `AllowanceError`.
    """
    amounts: dict[str, Amount] = {}
    for entry in filter(None, (part.strip() for part in text.split(","))):
        who, equals, amount = (part.strip() for part in entry.partition("="))
        if not equals or not (who in ROLES or _ACCOUNT.fullmatch(who)):
            raise AllowanceError(entry)
        try:
            new = parse_amount(amount)
        except AllowanceError:
            raise AllowanceError(entry) from None
        amounts[who] = _both(amounts.get(who, Amount()), new, entry)
    return amounts


def _both(known: Amount, new: Amount, entry: str) -> Amount:
    if (known.micros is not None and new.micros is not None) or (
        known.tokens is not None and new.tokens is not None
    ):
        raise AllowanceError(entry)
    return Amount(
        new.micros if known.micros is None else known.micros,
        new.tokens if known.tokens is None else known.tokens,
    )


@dataclass(frozen=True, slots=True)
class Allowance:
    """What is granted to whom. The nearest rule holds: a person's own, then their account's, then their role's."""

    amounts: Mapping[str, Amount] = field(default_factory=dict[str, Amount])

    def limit(self, user: "User", platform: str, account: str) -> "Limit | None":
        """None where nothing bounds this person."""
        amount = self._own(user) or self.amounts.get(f"{platform}:{account}") or self.amounts.get(user.role)
        if amount is None:
            return None
        from storage.budgets import Limit  # settings are read without a database library

        return Limit(amount.micros, amount.tokens)

    def _own(self, user: "User") -> Amount | None:
        """One that nobody can read bounds nothing by itself: the next rule holds."""
        try:
            return parse_amount(user.budget) if user.budget else None
        except AllowanceError:
            return None

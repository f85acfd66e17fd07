"""What a rule finds, and what rules share."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from rashomon.accounts import Account
from rashomon.records import Quantity


@dataclass(frozen=True, slots=True, order=True)
class Found:
    """One thing that does not fit: a sentence, and the ids of the claims it is about."""

    detail: str
    claims: tuple[str, ...]

    @staticmethod
    def of(detail: str, accounts: Iterable[Account]) -> Found:
        """About these accounts."""
        return Found(detail, tuple(sorted({account.claim.id for account in accounts})))


def counted(accounts: Iterable[Account], field: str) -> list[tuple[Account, Quantity]]:
    """The asserted accounts that count people in one field, with their values."""
    return [
        (account, account.value)
        for account in accounts
        if account.claim.field == field and account.asserted and not account.secondary
        if isinstance(account.value, Quantity)
    ]


def exact(value: Quantity) -> int | None:
    """The number, where it is one number."""
    return value.low if value.low == value.high and not value.approximate else None


def who(account: Account) -> str:
    """The voice, and the outlet that prints it, for a sentence."""
    outlet = account.report.outlet or account.report.title or account.report.id
    voice = account.claim.voice.text
    return voice if voice == outlet else f"{voice} ({outlet})"


def outlet(account: Account) -> str:
    """Where the account was printed, and when."""
    name = account.report.outlet or account.report.title or account.report.id
    return f"{name}, {account.published}" if account.published else name

"""Who may work on a casebook at a shared desk: accounts, their sessions, their programs' tokens.

Secrets never come here, only what they are recognised by: a password as its Argon2 hash, the key of
a session or a token as a SHA-256 digest (both are random and long, so that a fast hash is enough).
An account that is removed stays with its name, since the log and the judgements name it; it lets
nobody in.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final, Literal, get_args

from sqlalchemy import Connection, Row, delete, func, insert, select, update

from rashomon.errors import UsageError
from rashomon.store import tables
from rashomon.store.evidence import Evidence

Role = Literal["viewer", "coder", "reviewer", "administrator"]
"""What somebody may do; each may do what the one before may."""
ROLES: Final[tuple[Role, ...]] = get_args(Role)

LONGEST_NAME: Final = 60
IDLE: Final = timedelta(hours=2)
"""A session ends when nothing was asked for so long."""
LASTING: Final = timedelta(hours=12)
"""A session ends after this long, whatever is asked: a working day."""
NOTED: Final = timedelta(minutes=5)
"""When a session was last used is kept this exactly, so that looking at pages writes little."""

_accounts, _sessions, _tokens = tables.accounts, tables.sessions, tables.api_tokens


@dataclass(frozen=True, slots=True)
class Account:
    """Somebody who may work on the casebook. `must_change`: the password is not of their choice."""

    name: str
    role: Role
    must_change: bool
    active: bool
    added_at: str


@dataclass(frozen=True, slots=True)
class Token:
    """A program's token: whose it is, what it is called, and until when it lets in."""

    number: int
    account: str
    name: str
    role: Role
    added_at: str
    ends_at: str
    revoked_at: str | None


class Accounts(Evidence):
    """Accounts, sessions and tokens. Every change of an account is in the log."""

    def add_account(
        self, name: str, role: Role, password: str, by: str, *, must_change: bool
    ) -> Account:
        """Add an account; one that was removed comes back. `password` is its hash.

        Raises UsageError for a name that is taken, or is none.
        """
        key = _key(name)
        row: dict[str, Any] = {
            "name": name,
            "role": role,
            "password": password,
            "must_change": must_change,
            "active": True,
        }
        with self._writing() as connection:
            there = _row(connection, key)
            if there is not None and there.active:
                raise UsageError(f"there is an account {there.name!r} already")
            if there is None:
                row |= {"key": key, "added_at": self._now()}
                connection.execute(insert(_accounts).values(row))
            else:
                # Who it was is in the log: the name stays as it stands there.
                row["name"] = there.name
                connection.execute(
                    update(_accounts).where(_accounts.c.number == there.number).values(row)
                )
            self._log(connection, "account", f"{row['name']} added as {role}", by)
            made = _row(connection, key)
            assert made is not None
            return _account(made)

    def accounts(self) -> tuple[Account, ...]:
        """Every account, those removed included, by name."""
        with self._reading() as connection:
            rows = connection.execute(select(_accounts).order_by(_accounts.c.key)).all()
        return tuple(_account(row) for row in rows)

    def account(self, name: str) -> Account | None:
        """The account of this name, whatever its case; None where there is none or it was
        removed."""
        with self._reading() as connection:
            row = _row(connection, _plain(name))
        return _account(row) if row is not None and row.active else None

    def password_of(self, name: str) -> str | None:
        """The hash of an account's password; None where nobody of this name may come in."""
        with self._reading() as connection:
            row = _row(connection, _plain(name))
        return str(row.password) if row is not None and row.active else None

    def set_role(self, name: str, role: Role, by: str) -> None:
        """Give an account another role. Raises UsageError where it is not there, or where it is the
        last administrator."""
        with self._writing() as connection:
            row = _there(connection, name)
            if role != "administrator":
                _keep_one(connection, row)
            changed = update(_accounts).where(_accounts.c.number == row.number)
            connection.execute(changed.values(role=role))
            self._log(connection, "account", f"{row.name}: {role}, was {row.role}", by)

    def remove_account(self, name: str, by: str) -> None:
        """Let nobody in by this account: its sessions and tokens end. Raises UsageError as
        `set_role` does."""
        with self._writing() as connection:
            row = _there(connection, name)
            _keep_one(connection, row)
            changed = update(_accounts).where(_accounts.c.number == row.number)
            connection.execute(changed.values(active=False))
            connection.execute(delete(_sessions).where(_sessions.c.account == row.number))
            held = (_tokens.c.account == row.number) & _tokens.c.revoked_at.is_(None)
            connection.execute(update(_tokens).where(held).values(revoked_at=self._now()))
            self._log(connection, "account", f"{row.name} removed", by)

    def set_password(self, name: str, password: str, by: str, *, must_change: bool = False) -> None:
        """Give an account another password (its hash), and end all its sessions. Raises UsageError
        where it is not there."""
        with self._writing() as connection:
            row = _there(connection, name)
            changed = update(_accounts).where(_accounts.c.number == row.number)
            connection.execute(changed.values(password=password, must_change=must_change))
            connection.execute(delete(_sessions).where(_sessions.c.account == row.number))
            self._log(connection, "account", f"{row.name}: new password", by)

    def refresh_password(self, name: str, password: str) -> None:
        """Keep the same password under a hash with other costs."""
        with self._writing() as connection:
            row = _there(connection, name)
            changed = update(_accounts).where(_accounts.c.number == row.number)
            connection.execute(changed.values(password=password))

    # ---------------------------------------------------------------------------------- sessions

    def begin_session(self, name: str, digest: str, token: str) -> None:
        """Somebody signed in. `digest` is of what the browser holds, `token` what its forms carry.
        Sessions that are over are cleared away. Raises UsageError where the account is not there.
        """
        now = self._now()
        over = (_sessions.c.seen_at < _before(now, IDLE)) | (
            _sessions.c.begun_at < _before(now, LASTING)
        )
        with self._writing() as connection:
            row = _there(connection, name)
            connection.execute(delete(_sessions).where(over))
            begun = {"digest": digest, "account": row.number, "token": token}
            connection.execute(insert(_sessions).values(begun | {"begun_at": now, "seen_at": now}))
            self._log(connection, "login", row.role, row.name)

    def session(self, digest: str) -> tuple[Account, str] | None:
        """Whose session this is, and what its forms carry; None where it is over or none."""
        now = self._now()
        query = (
            select(_accounts, _sessions.c.token, _sessions.c.seen_at, _sessions.c.begun_at)
            .join(_sessions, _sessions.c.account == _accounts.c.number)
            .where(_sessions.c.digest == digest, _accounts.c.active)
        )
        with self._reading() as connection:
            row = connection.execute(query).first()
        if row is None or row.seen_at < _before(now, IDLE) or row.begun_at < _before(now, LASTING):
            return None
        if row.seen_at < _before(now, NOTED):
            with self._writing() as connection:
                used = update(_sessions).where(_sessions.c.digest == digest)
                connection.execute(used.values(seen_at=now))
        return _account(row), str(row.token)

    def end_session(self, digest: str) -> None:
        """Somebody signed out. What is no session ends nothing."""
        whose = select(_accounts.c.name).join(_sessions, _sessions.c.account == _accounts.c.number)
        with self._writing() as connection:
            name = connection.execute(whose.where(_sessions.c.digest == digest)).scalar()
            if name is not None:
                connection.execute(delete(_sessions).where(_sessions.c.digest == digest))
                self._log(connection, "logout", "", str(name))

    # ------------------------------------------------------------------------------------ tokens

    def add_token(self, account: str, name: str, role: Role, digest: str, days: int) -> Token:
        """Let a program in for so many days, as somebody with this role or, where that is less,
        with the account's own. Raises UsageError where the account is not there."""
        now = self._now()
        ends = datetime.fromisoformat(now) + timedelta(days=days)
        with self._writing() as connection:
            row = _there(connection, account)
            made = {"account": row.number, "name": name, "role": role, "digest": digest}
            made |= {"added_at": now, "ends_at": ends.isoformat(timespec="seconds")}
            inserted = insert(_tokens).values(made).returning(_tokens.c.number)
            number = int(connection.execute(inserted).scalar_one())
            until = str(made["ends_at"])
            self._log(connection, "token", f"{name}: {role}, until {until[:10]}", row.name)
            return Token(number, row.name, name, role, now, until, None)

    def tokens(self, account: str | None = None) -> tuple[Token, ...]:
        """The tokens of an account, or of all, in the order in which they were made; those that are
        over included."""
        columns = (_tokens.c.number, _accounts.c.name, _tokens.c.name, _tokens.c.role)
        dates = (_tokens.c.added_at, _tokens.c.ends_at, _tokens.c.revoked_at)
        query = select(*columns, *dates).join(_accounts).order_by(_tokens.c.number)
        if account is not None:
            query = query.where(_accounts.c.key == _plain(account))
        with self._reading() as connection:
            return tuple(Token(*row) for row in connection.execute(query))

    def revoke_token(self, number: int, by: str, *, of: str | None = None) -> None:
        """End a token; of this account alone, if one is named. Raises UsageError where there is
        none."""
        query = select(_tokens, _accounts.c.name.label("whose"), _accounts.c.key).join(_accounts)
        with self._writing() as connection:
            row = connection.execute(query.where(_tokens.c.number == number)).first()
            if row is None or (of is not None and row.key != _plain(of)):
                raise UsageError(f"there is no token {number}")
            if row.revoked_at is None:
                ended = update(_tokens).where(_tokens.c.number == number)
                connection.execute(ended.values(revoked_at=self._now()))
                self._log(connection, "token", f"{row.name} of {row.whose} revoked", by)

    def bearer(self, digest: str) -> tuple[Account, Role] | None:
        """Whose token this is, and what it lets do; None where it is over, revoked or none."""
        query = (
            select(_accounts, _tokens.c.role.label("given"), _tokens.c.ends_at)
            .join(_tokens, _tokens.c.account == _accounts.c.number)
            .where(_tokens.c.digest == digest, _accounts.c.active, _tokens.c.revoked_at.is_(None))
        )
        with self._reading() as connection:
            row = connection.execute(query).first()
        if row is None or row.ends_at <= self._now():
            return None
        return _account(row), min(row.given, row.role, key=ROLES.index)


def _plain(name: str) -> str:
    return unicodedata.normalize("NFKC", name).strip().casefold()


def _key(name: str) -> str:
    """The name as it is compared. Raises UsageError for what is no name."""
    if not 1 <= len(name) <= LONGEST_NAME or not name.isprintable() or name != name.strip():
        raise UsageError(
            f"{name[:LONGEST_NAME]!r} is no name for an account; "
            f"1 to {LONGEST_NAME} characters that can be seen"
        )
    return _plain(name)


def _row(connection: Connection, key: str) -> Row[Any] | None:
    return connection.execute(select(_accounts).where(_accounts.c.key == key)).first()


def _there(connection: Connection, name: str) -> Row[Any]:
    row = _row(connection, _plain(name))
    if row is None or not row.active:
        raise UsageError(f"there is no account {name[:LONGEST_NAME]!r}")
    return row


def _keep_one(connection: Connection, row: Row[Any]) -> None:
    """Raises UsageError where this is the only administrator."""
    others = select(func.count()).where(
        _accounts.c.role == "administrator", _accounts.c.active, _accounts.c.number != row.number
    )
    if row.role == "administrator" and not connection.execute(others).scalar():
        raise UsageError(f"{row.name} is the only administrator; make another one first")


def _account(row: Row[Any]) -> Account:
    return Account(row.name, row.role, row.must_change, row.active, row.added_at)


def _before(now: str, span: timedelta) -> str:
    return (datetime.fromisoformat(now) - span).isoformat(timespec="seconds")

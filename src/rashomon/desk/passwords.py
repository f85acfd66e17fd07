"""Passwords: what one must be, and how it is kept (Argon2id, RFC 9106)."""

from __future__ import annotations

import secrets
import unicodedata
from typing import Final

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from rashomon.desk.turns import Turns
from rashomon.errors import UsageError

SHORTEST: Final = 12
"""Characters of a password: NIST SP 800-63B asks for 8 at least, and for no rules beside."""
LONGEST: Final = 200
_HASHING: Final = Turns(at_once=2, waiting=10)
"""Each hash takes 64 MiB and a tenth of a second: a crowd at the login is told to come back."""
_NOBODY: Final = (
    "$argon2id$v=19$m=65536,t=3,p=4$FDyGTFRSKF0CjhBR7b2gAQ$"
    "5QqXP1y2oc5JgG5qzpVCXfYs3F2+2IeRjPE9kFRLmbc"
)
"""What the password of an account that is not there is held against, so that the time an answer
takes tells nobody which accounts there are."""
_HASHER: Final = PasswordHasher()


def hashed(password: str, name: str) -> str:
    """What is kept of a password. Raises UsageError for one that is too easily guessed, Busy
    where too many ask at once."""
    plain = unicodedata.normalize("NFKC", password)
    if len(plain) < SHORTEST:
        raise UsageError(f"a password has at least {SHORTEST} characters")
    if len(plain) > LONGEST:
        raise UsageError(f"a password has at most {LONGEST} characters")
    if len(set(plain)) < SHORTEST // 3 or plain.casefold() == name.casefold():
        raise UsageError("that password is too easily guessed: choose several words")
    with _HASHING.turn():
        return _HASHER.hash(plain)


def holds(kept: str | None, password: str) -> bool:
    """Whether this is the password. Takes as long where there is none to hold it against. Raises
    Busy."""
    plain = unicodedata.normalize("NFKC", password)
    if len(plain) > LONGEST:
        kept = None
    try:
        with _HASHING.turn():
            _HASHER.verify(kept or _NOBODY, plain[:LONGEST])
    except (VerificationError, InvalidHashError):
        return False
    return kept is not None


def outdated(kept: str) -> bool:
    """Whether the costs have been raised since this was kept."""
    return _HASHER.check_needs_rehash(kept)


def invented() -> str:
    """A password for somebody to come in with once, and to change."""
    return secrets.token_urlsafe(15)

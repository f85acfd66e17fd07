"""Bytes to characters: UTF-8, or the charset that a page declares, or a rejection that says where.

Characters are never guessed: a wrong guess turns "Ménaka" into "MÃ©naka", and every span and every
place name after it is wrong without a sign.
"""

from __future__ import annotations

import re
from typing import Final

from rashomon.errors import RejectedInput

CONTROL_SHARE: Final = 0.01
"""More control characters than this and the bytes are no text. News copy has none; a stray form
feed or escape in an archived wire text stays far below one in a hundred."""

DECLARED_CHARSETS: Final = re.compile(
    r"(?:utf-?8|utf-?16(?:le|be)?|us-ascii|ascii|latin-?1|windows-?125[0-8]|cp125[0-8]"
    r"|iso-?8859-?(?:[1-9]|1[0-6])|koi8-[ru]|gb2312|gbk|gb18030|big5|shift_jis|euc-(?:jp|kr))",
    re.IGNORECASE,
)
"""Charsets of the WHATWG Encoding Standard (2024, section 4.2) that pages are served in. Python
knows more codecs under such names ("idna", "unicode_escape") that no page is written in."""

_META_CHARSET: Final = re.compile(
    rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([A-Za-z0-9_\-]{1,40})""", re.IGNORECASE
)
_META_WITHIN_BYTES: Final = 4096
"""How far into a page a charset declaration is looked for; browsers look at 1,024 bytes, saved
pages carry comments of the tool that saved them before it."""

_STRAY_CONTROLS: Final = 3
"""So many are forgiven in a text of any length."""

_BYTE_ORDER_MARKS: Final = (
    (b"\xff\xfe", "UTF-16LE"),
    (b"\xfe\xff", "UTF-16BE"),
)
_LINE_ENDS: Final = re.compile("\r\n|\r|\u2028|\u2029")
_CONTROLS: Final = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f]")


def decode(data: bytes, source: str, *, page: bool = False) -> str:
    """The characters of `data`, with line ends as `\\n` and stray control characters as spaces.

    A byte order mark is dropped. `page` lets an HTML page name its own charset where the bytes are
    no UTF-8. Raises `RejectedInput` with reason "binary" or "encoding".
    """
    for mark, name in _BYTE_ORDER_MARKS:
        if data.startswith(mark):
            raise RejectedInput(source, "encoding", _convert(name, "it is " + name), "byte 0")
    if b"\x00" in data:
        raise RejectedInput(
            source,
            "binary",
            "it holds bytes that no text has; save the report's text as a .txt or .html file",
            f"byte {data.index(0)}",
        )
    return normalise(_characters(data, source, page), source)


def normalise(text: str, source: str, place: str | None = None) -> str:
    """`text` with line ends as `\\n` and each stray control character replaced by one space.

    Raises `RejectedInput`: "binary" where too many characters are controls, or one is null;
    "encoding" where there are halves of surrogate pairs (from JSON escapes), which no file holds.
    """
    text = _LINE_ENDS.sub("\n", text)
    if any("\ud800" <= each <= "\udfff" for each in text):
        raise RejectedInput(
            source,
            "encoding",
            "it holds half a surrogate pair, which is no character; write the text out as UTF-8",
            place,
        )
    if "\x00" in text:
        raise RejectedInput(
            source,
            "binary",
            "it holds a null, a control character that no text has; get it again",
            place,
        )
    text, controls = _CONTROLS.subn(" ", text)
    if controls > max(_STRAY_CONTROLS, CONTROL_SHARE * len(text)):
        raise RejectedInput(
            source,
            "binary",
            f"{controls} of its {len(text)} characters are control characters that no text has; "
            "save the report's text as a .txt or .html file",
            place,
        )
    return text


def _characters(data: bytes, source: str, page: bool) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        at = error.start
    declared = _META_CHARSET.search(data[:_META_WITHIN_BYTES]) if page else None
    if declared is None:
        raise RejectedInput(
            source, "encoding", _convert("WINDOWS-1252", "it is not UTF-8"), f"byte {at}"
        )
    name = declared[1].decode("ascii")
    if not DECLARED_CHARSETS.fullmatch(name):
        raise RejectedInput(
            source,
            "encoding",
            _convert("WINDOWS-1252", f"it is not UTF-8, and declares {name}, which is not known"),
            f"byte {at}",
        )
    try:
        return data.decode(_as_browsers_read(name))
    except UnicodeDecodeError as error:
        raise RejectedInput(
            source,
            "encoding",
            _convert(name, f"it is neither UTF-8 nor {name}, as it declares"),
            f"byte {error.start}",
        ) from error


def _as_browsers_read(name: str) -> str:
    """Pages that declare Latin-1 or ASCII are Windows-1252 (WHATWG Encoding Standard)."""
    plain = name.lower().replace("_", "-")
    return "cp1252" if plain in _LATIN_1 else plain


_LATIN_1: Final = frozenset({"iso-8859-1", "iso8859-1", "latin1", "latin-1", "us-ascii", "ascii"})


def _convert(charset: str, what: str) -> str:
    return (
        f"{what}; convert it (for example: iconv -f {charset} -t UTF-8 FILE > NEW, "
        "with the encoding that it is in)"
    )

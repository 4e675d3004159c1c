"""Which encoding a text file is in: told from its bytes, and said where it is a guess."""

from __future__ import annotations

import codecs
import hashlib
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from mapper.errors import TableError

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["ToldEncoding", "told_encoding"]

_BLOCK: Final = 1 << 20
_MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_HIGH: Final = re.compile(rb"[\x80-\xff]")
_HIGH_PAIR: Final = re.compile(rb"[\xa8\xb8\xc0-\xff]{2,}")
_MULTIBYTE: Final = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}")
_MOSTLY: Final = 0.6


@dataclass(frozen=True, slots=True)
class ToldEncoding:
    """An encoding, and what came of reading the whole file once."""

    name: str
    note: str
    """What is unsure about it, "" where nothing is."""
    sha256: str
    size: int


def told_encoding(path: Path, given: str = "") -> ToldEncoding:
    """Read a file once; return its encoding, hash and size.

    A byte order mark decides; else UTF-8 where every byte fits; else UTF-8 with faults, where
    most high bytes fit; else windows-1251 where high bytes stand in runs, as Cyrillic words do;
    else windows-1252.

    Raises
    ------
    TableError
        Where the file cannot be opened, is empty, or the encoding given does not exist.
    """
    digest, size, fits = hashlib.sha256(), 0, True
    decoder = codecs.getincrementaldecoder("utf-8")()
    sample = b""
    high = runs = multibyte = 0
    try:
        with path.open("rb") as stream:
            while block := stream.read(_BLOCK):
                digest.update(block)
                size += len(block)
                sample = sample or block[:4096]
                fits = fits and _decodes(decoder, block)
                if not fits or not block.isascii():
                    high += len(_HIGH.findall(block))
                    runs += sum(map(len, _HIGH_PAIR.findall(block)))
                    multibyte += sum(map(len, _MULTIBYTE.findall(block)))
        fits = fits and _decodes(decoder, b"", final=True)
    except OSError as error:
        message = f"{path.name} cannot be opened: {error.strerror or type(error).__name__}"
        raise TableError(message) from error
    if not size:
        message = f"{path.name} is empty"
        raise TableError(message)
    name, note = _chosen(path.name, given, sample, fits=fits, shares=(high, runs, multibyte))
    return ToldEncoding(name, note, digest.hexdigest(), size)


def _decodes(decoder: codecs.IncrementalDecoder, block: bytes, *, final: bool = False) -> bool:
    try:
        decoder.decode(block, final)
    except UnicodeDecodeError:
        return False
    return True


def _chosen(
    name: str, given: str, sample: bytes, *, fits: bool, shares: tuple[int, int, int]
) -> tuple[str, str]:
    if given:
        try:
            return codecs.lookup(given).name, ""
        except LookupError as error:
            message = f"{name}: there is no encoding {given!r}"
            raise TableError(message) from error
    for mark, encoding in _MARKS:
        if sample.startswith(mark):
            return encoding, ""
    if fits:
        return "utf-8", ""
    high, runs, multibyte = shares
    if multibyte > _MOSTLY * high:
        return "utf-8", "not wholly UTF-8: bytes that do not fit are shown as �"
    if runs > _MOSTLY * high:
        return "windows-1251", "encoding guessed: windows-1251"
    return "windows-1252", "encoding guessed: windows-1252"

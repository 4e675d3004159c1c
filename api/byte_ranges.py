"""Parts of a file on request (RFC 9110, section 14), so that a broken download goes on."""

from __future__ import annotations

import base64
import hashlib
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from starlette.responses import Response

from api.problems import problem

if TYPE_CHECKING:
    from starlette.requests import Request

__all__ = ["HeldFile", "asked_range", "file_answer"]

_RANGE: Final = re.compile(r"bytes=(\d{0,18})-(\d{0,18})", re.ASCII)


@dataclass(frozen=True, slots=True)
class HeldFile:
    """A file in memory, and the digest that names it."""

    content: bytes
    name: str
    """What a browser saves it as."""
    media_type: str
    sha256: str = field(init=False)

    def __post_init__(self) -> None:
        """Name it by its bytes."""
        object.__setattr__(self, "sha256", hashlib.sha256(self.content).hexdigest())


def asked_range(header: str, size: int) -> tuple[int, int] | None:
    """Return the first byte and the one after the last that a header asks for.

    Returns
    -------
    None where the header asks for several ranges or cannot be read: then the whole is sent.

    Raises
    ------
    ValueError
        Where it asks for nothing that the file holds.

    >>> asked_range("bytes=10-", 30), asked_range("bytes=-5", 30), asked_range("bytes=0-0", 30)
    ((10, 30), (25, 30), (0, 1))
    """
    found = _RANGE.fullmatch(header.strip().replace(" ", ""))
    if found is None or not (found[1] or found[2]):
        return None
    if not found[1]:
        first, end = max(size - int(found[2]), 0), size
    else:
        first = int(found[1])
        end = min(int(found[2]) + 1, size) if found[2] else size
        if found[2] and int(found[2]) < first:
            return None
    if first >= end:
        message = "beyond the file"
        raise ValueError(message)
    return first, end


def file_answer(request: Request, file: HeldFile, *, address: str) -> Response:
    """Return a file or the part of it that is asked for.

    There is no ``ETag``, which could mark a visitor, and no date: ``Repr-Digest`` (RFC 9530)
    tells what the file is. ``If-Range`` may hold the SHA-256 in hex as an entity tag.

    Parameters
    ----------
    request
        Its method and its headers ``Range`` and ``If-Range`` count.
    file
        What is sent.
    address
        Where exactly these bytes are, for good.
    """
    digest = base64.b64encode(bytes.fromhex(file.sha256)).decode("ascii")
    size = len(file.content)
    headers = {
        "Accept-Ranges": "bytes",
        "Repr-Digest": f"sha-256=:{digest}:",
        "Content-Location": address,
        "Content-Disposition": f'attachment; filename="{file.name}"',
    }
    asked = request.headers.get("range")
    # RFC 9110: a range is for GET alone, and only of the file the reader has the beginning of
    same = request.headers.get("if-range", f'"{file.sha256}"') == f'"{file.sha256}"'
    if asked is None or request.method != "GET" or not same:
        return _sent(request, file.content, file.media_type, headers)
    try:
        part = asked_range(asked, size)
    except ValueError:
        known = {"Content-Range": f"bytes */{size}", "Accept-Ranges": "bytes"}
        return problem("range-not-satisfiable", headers=known)
    if part is None:
        return _sent(request, file.content, file.media_type, headers)
    first, end = part
    headers["Content-Range"] = f"bytes {first}-{end - 1}/{size}"
    return Response(file.content[first:end], 206, headers, file.media_type)


def _sent(request: Request, content: bytes, media_type: str, headers: dict[str, str]) -> Response:
    """Return a whole file; of HEAD only the size is told."""
    if request.method != "HEAD":
        return Response(content, 200, headers, media_type)
    return Response(b"", 200, headers | {"Content-Length": str(len(content))}, media_type)

"""Rows of a data portal's API, page by page, with the user's own key."""

from __future__ import annotations

import json
import time
from typing import TYPE_CHECKING, Final
from urllib.parse import urlencode, urlsplit

from geodata.online.fetch import FetchError, patiently
from geodata.progress import silent

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from geodata.online.fetch import Fetch
    from geodata.progress import Progress

__all__ = ["PORTAL_URL", "download_rows"]

PORTAL_URL: Final = "https://apidata.mos.ru/v1/datasets"
_PAGE: Final = 500
_MOST_PAGES: Final = 10_000


def download_rows(  # noqa: PLR0913 - what is asked, and how, and nothing to gather it in
    dataset: int,
    out: Path,
    fetch: Fetch,
    *,
    key: str,
    url: str = PORTAL_URL,
    progress: Progress = silent,
    sleep: Callable[[float], None] = time.sleep,
) -> int:
    """Download a data set's rows into one JSON file and return how many there are.

    The key is sent and kept nowhere: not in the file, not in a message.

    Raises
    ------
    FetchError
        Where the portal refuses, or a page repeats the one before it.
    """
    host = urlsplit(url).hostname or ""
    rows: list[object] = []
    before: list[object] = []
    for page in range(_MOST_PAGES):
        query = urlencode({"$top": _PAGE, "$skip": page * _PAGE, "api_key": key}, safe="$")
        address = f"{url}/{dataset}/rows?{query}"
        body = patiently(fetch, address, None, host=host, sleep=sleep, check=_fault)
        found: list[object] = json.loads(body)
        if found and found == before:
            message = f"{host} gives the same page again: the data set cannot be had whole"
            raise FetchError(message)
        rows += found
        progress("downloading rows", len(rows), 0)
        if len(found) < _PAGE:
            break
        before = found
    part = out.with_name(f"{out.name}.part")
    part.write_text(json.dumps(rows, ensure_ascii=False), encoding="utf-8")
    part.replace(out)
    return len(rows)


def _fault(body: bytes) -> str:
    try:
        found = json.loads(body)
    except ValueError:
        return "it answers with something else than JSON"
    return "" if isinstance(found, list) else "it answers with something else than rows"

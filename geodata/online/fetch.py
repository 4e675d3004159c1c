"""How something is fetched: handed in, so that a test replays and a person can use a proxy."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, Protocol

from mapper.errors import BadInputError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

__all__ = ["Answer", "Fetch", "FetchError", "patiently", "session_fetch"]

_TRIES: Final = 5
_LONGEST_WAIT_S: Final = 120.0
_TOO_MANY: Final = frozenset({429, 502, 503, 504})
_OK: Final = 200
_AGENT: Final = "city-extract/1.0"
"""Says what asks, as the hosts' rules want it, and not more: no product, no person."""


class FetchError(BadInputError):
    """A host that cannot be reached, or does not answer as it should."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a host answered."""

    status: int
    body: bytes
    headers: Mapping[str, str] = field(default_factory=dict)
    """Names in lower case."""


class Fetch(Protocol):
    """Ask a host; a broken connection is an ``OSError``."""

    def __call__(self, url: str, data: Mapping[str, str] | None = None) -> Answer:
        """Send GET, or POST where there is data, and return the answer."""


def session_fetch(*, proxy: str = "", timeout_s: float = 180.0) -> Fetch:
    """Return a fetch over HTTP that takes nothing from the environment (no proxy, no password).

    Parameters
    ----------
    proxy
        Such as ``socks5://127.0.0.1:9050``; names of hosts are resolved behind it, never here.
    timeout_s
        For a connection and between two pieces of an answer.
    """
    import requests  # noqa: PLC0415 - only who goes online pays for it

    session = requests.Session()
    session.trust_env = False
    session.headers.update({"User-Agent": _AGENT, "Accept-Language": "*"})
    if proxy:
        # socks5h resolves names at the proxy: else every look-up would give the place away
        named = proxy.replace("socks5://", "socks5h://").replace("socks4://", "socks4a://")
        session.proxies.update({"http": named, "https": named})

    def fetch(url: str, data: Mapping[str, str] | None = None) -> Answer:
        method = "GET" if data is None else "POST"
        answer = session.request(method, url, data=data, timeout=timeout_s, allow_redirects=False)
        headers = {name.lower(): value for name, value in answer.headers.items()}
        return Answer(answer.status_code, answer.content, headers)

    return fetch


def patiently(
    fetch: Fetch,
    url: str,
    data: Mapping[str, str] | None,
    *,
    host: str,
    sleep: Callable[[float], None],
    check: Callable[[bytes], str],
) -> bytes:
    """Ask until there is a whole answer: wait where asked to, try again where a line broke.

    Parameters
    ----------
    fetch, url, data
        What is asked.
    host
        For messages, which never hold the address: it may hold a key.
    sleep
        Waits that many seconds.
    check
        Returns why an answer is not whole, "" where it is.

    Raises
    ------
    FetchError
        Where the host refuses, or five tries brought no whole answer.
    """
    problem = ""
    for attempt in range(_TRIES):
        if problem:
            sleep(min(2.0**attempt, _LONGEST_WAIT_S))
        try:
            answer = fetch(url, data)
        except OSError as error:
            problem = f"the connection broke ({type(error).__name__})"
            continue
        if answer.status in _TOO_MANY:
            problem = f"it is busy (status {answer.status})"
            sleep(_asked_wait_s(answer))
            continue
        if answer.status != _OK:
            message = f"{host} refuses (status {answer.status})"
            raise FetchError(message)
        problem = check(answer.body)
        if not problem:
            return answer.body
    message = f"{host} gave no whole answer in {_TRIES} tries: {problem}"
    raise FetchError(message)


def _asked_wait_s(answer: Answer) -> float:
    try:
        return min(max(float(answer.headers.get("retry-after", "0")), 0.0), _LONGEST_WAIT_S)
    except ValueError:
        return 0.0

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any, Final

import pytest
from playwright.sync_api import sync_playwright

from api.settings import Settings
from geodata.derived import exposure_of
from geodata.pack import find_city, read_pack
from mapper.model.assumptions import Assumptions
from tests.conftest import CHROMIUM
from tests.web.app.serving import serve_app

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from playwright.sync_api import Browser, BrowserContext, Page

FLAGS: Final = (
    "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
)  # fmt: skip
DESKTOP: Final[dict[str, Any]] = {"viewport": {"width": 1280, "height": 900}}
START: Final = "60.1719, 24.9414"
GOAL: Final = "Aleksanterinkatu"
READY: Final = "html[data-state=ready]"
PATIENCE_S: Final = 30.0
FOUND: Final = "#results:not([hidden])"


@pytest.fixture(scope="package")
def home() -> Iterator[str]:
    """Serve the application over the bundled city until the tests of this folder are done."""
    city = read_pack(find_city("helsinki", None))
    prepared = exposure_of(city, Assumptions(), folder=None)
    with serve_app(prepared, Settings(city="helsinki", requests_per_s=0)) as served:
        yield served.home


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    with sync_playwright() as driver:
        started = driver.chromium.launch(
            executable_path=str(CHROMIUM), args=list(FLAGS), chromium_sandbox=False
        )
        yield started
        started.close()


WATCH: Final = """
window.violations = [];
document.addEventListener("securitypolicyviolation", (event) => {
  window.violations.push(`${event.violatedDirective} ${event.blockedURI}`);
});
"""


class Visit:
    """The application in a browser, with everything it asked for and said."""

    def __init__(self, context: BrowserContext, home: str, path: str) -> None:
        self.home = home
        self.asked: list[tuple[str, str]] = []
        self.said: list[str] = []
        self.page: Page = context.new_page()
        self.page.add_init_script(WATCH)
        self.page.on("request", lambda request: self.asked.append((request.method, request.url)))
        self.page.on("console", lambda message: self.said.append(message.text))
        self.page.on("pageerror", lambda error: self.said.append(str(error)))
        self.page.goto(home + path)
        self.page.wait_for_selector("html[data-state]", timeout=1000 * PATIENCE_S)
        assert self.page.get_attribute("html", "data-state") == "ready", self.said
        self.n_asked = len(self.asked)

    def find(self, start: str = START, goal: str = GOAL) -> None:
        """Type two places and look for ways between them."""
        self.page.fill("#from", start)
        self.page.fill("#to", goal)
        self.page.click("#find")
        self.page.wait_for_selector(FOUND)
        self.until("!/^(Still|Доказательство)/.test(document.querySelector('.proof').textContent)")

    def until(self, holds: str) -> None:
        """Wait until an expression holds; the page's own policy would refuse to poll it inside."""
        end = time.monotonic() + PATIENCE_S
        while not self.page.evaluate(holds):
            assert time.monotonic() < end, holds
            self.page.wait_for_timeout(50)

    def asked_since(self) -> list[tuple[str, str]]:
        """Return what was asked for since the city was opened."""
        return [(method, url) for method, url in self.asked[self.n_asked :] if url[:5] != "blob:"]

    def check_silence(self) -> None:
        """Nothing was asked for since the city was opened, nothing elsewhere, nobody complained."""
        assert self.asked_since() == []
        assert all(url.startswith((self.home, "data:", "blob:")) for _, url in self.asked)
        assert self.said == []
        assert self.page.evaluate("window.violations") == []
        assert self.page.context.cookies() == []
        assert self.page.evaluate("localStorage.length + sessionStorage.length") == 0


@pytest.fixture
def visit(browser: Browser, home: str) -> Iterator[Callable[..., Visit]]:
    contexts = []

    def opened(path: str = "/en/", **options: Any) -> Visit:  # noqa: ANN401 - Playwright's own
        context = browser.new_context(**{**DESKTOP, "accept_downloads": True, **options})
        contexts.append(context)
        return Visit(context, home, path)

    yield opened
    for context in contexts:
        context.close()

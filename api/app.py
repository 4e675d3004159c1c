"""The web service: ``create_app`` puts it together, ``serve`` runs it."""

from __future__ import annotations

import asyncio
import socket
import sys
from typing import TYPE_CHECKING, Any, Final

import uvicorn
from fastapi import FastAPI
from starlette.middleware import Middleware

from api.answers import software_version
from api.cities import Cities
from api.city_files import CityFiles
from api.limits import Admission, BodyLimit, TokenBucket, TripRate, Workers
from api.privacy import FetchCheck, HostCheck, PrivacyHeaders
from api.problems import LastResort, add_problem_handlers
from api.routers.app_files import app_files_router
from api.routers.city_files import city_files_router
from api.routers.pages import pages_router
from api.routers.prints import prints_router
from api.routers.public import public_router
from api.routers.stations import stations_router
from api.routers.trips import trips_router
from api.schemas import EXPECTED, RoutesQuery
from api.settings import Settings
from api.warming import warm

if TYPE_CHECKING:
    from fastapi.telemetry import TelemetryConfig

__all__ = ["create_app", "serve"]

_NO_TELEMETRY: Final[TelemetryConfig] = {
    "tracing": False,
    "metrics": False,
    "logs": False,
    "operation_spans": False,
    # else FASTAPI_OTEL_AUTO_CONFIGURE in the environment would send addresses and errors away
    "auto_configure": False,
}
_LOGGING: Final[dict[str, Any]] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "%(levelname)s %(name)s: %(message)s"}},
    "handlers": {
        "stderr": {
            "class": "logging.StreamHandler",
            "formatter": "plain",
            "stream": "ext://sys.stderr",
        }
    },
    "loggers": {
        "api": {"handlers": ["stderr"], "level": "WARNING", "propagate": False},
        "uvicorn": {"handlers": ["stderr"], "level": "WARNING", "propagate": False},
        # in debug mode it prints handles with what they hold
        "asyncio": {"handlers": ["stderr"], "level": "CRITICAL", "propagate": False},
    },
}


class _Service(FastAPI):
    """The application, whose API document also tells of bodies that we read ourselves."""

    def openapi(self) -> dict[str, Any]:
        """Return the API document."""
        document = super().openapi()
        schema = RoutesQuery.model_json_schema(ref_template="#/components/schemas/{model}")
        document["components"]["schemas"] |= schema.pop("$defs", {}) | {"RoutesQuery": schema}
        return document


def create_app(
    settings: Settings | None = None,
    *,
    cities: Cities | None = None,
    files: CityFiles | None = None,
) -> FastAPI:
    """Return the service.

    Parameters
    ----------
    settings
        What the operator set; None reads the environment.
    cities
        Cities already in memory; None starts with none loaded.
    files
        Their files, those already made kept; None makes each when it is first asked for.
    """
    settings = settings or Settings()
    cities = cities or Cities(settings)
    app = _Service(
        title="Sidestreet",
        version=software_version(),
        openapi_url="/api/openapi.json",
        docs_url=None,
        redoc_url=None,
        # a redirect would repeat the request's own address
        redirect_slashes=False,
        telemetry=_NO_TELEMETRY,
        # outermost first
        middleware=[
            Middleware(PrivacyHeaders, settings),
            Middleware(LastResort),
            Middleware(HostCheck, settings),
            Middleware(FetchCheck),
            Middleware(TripRate, TokenBucket(settings.requests_per_s, settings.burst)),
            Middleware(Admission, settings.workers + settings.waiting),
            Middleware(BodyLimit, settings.max_body_bytes, settings.body_seconds),
        ],
    )
    add_problem_handlers(app, EXPECTED)
    # threads of their own: a look must not wait behind trips
    lookers, workers = Workers(settings.workers), Workers(settings.workers)
    files = files or CityFiles(cities)
    app.include_router(pages_router(cities, files, lookers, workers))
    app.include_router(app_files_router())
    app.include_router(public_router(cities, lookers))
    app.include_router(city_files_router(files, Workers(settings.workers)))
    app.include_router(stations_router(cities, Workers(settings.workers)))
    app.include_router(trips_router(cities, workers))
    app.include_router(prints_router(cities, files, workers))
    return app


class _Server(uvicorn.Server):
    """Says where it listens once it does."""

    ready = ""

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Begin to take requests, then say so."""
        await super().startup(sockets)
        if self.ready:
            _say(self.ready)


def serve(settings: Settings, *, quiet: bool = False) -> None:
    """Serve until interrupted; ready once the default city is in memory and all is compiled.

    Raises
    ------
    OSError
        Where the address cannot be bound.
    SidestreetError
        Where the default city cannot be read.
    """
    with _bound(settings.host, settings.port) as listener:
        cities = Cities(settings)
        files = CityFiles(cities)
        warm(cities, files, say=_say_nothing if quiet else _say)
        server = _Server(_config(create_app(settings, cities=cities, files=files)))
        if not quiet:
            server.ready = f"ready: {_address(listener)} (stop with Ctrl+C)"
        asyncio.run(server.serve(sockets=[listener]))


def _config(app: FastAPI) -> uvicorn.Config:
    return uvicorn.Config(
        app,
        access_log=False,
        server_header=False,
        date_header=True,
        # whose address a proxy names is nobody's business here
        proxy_headers=False,
        ws="none",
        lifespan="off",
        log_config=_LOGGING,
        timeout_keep_alive=5,
        timeout_graceful_shutdown=5,
    )


def _bound(host: str, port: int) -> socket.socket:
    """Return a listening socket, before anything dear is done."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    return socket.create_server((host, port), family=family)


def _address(listener: socket.socket) -> str:
    host, port = listener.getsockname()[:2]
    return f"http://[{host}]:{port}/" if ":" in host else f"http://{host}:{port}/"


def _say(line: str) -> None:
    sys.stderr.write(f"{line}\n")
    sys.stderr.flush()


def _say_nothing(_: str) -> None:
    pass

"""What an operator may set: read from arguments or the environment when made, never at import."""

from __future__ import annotations

from pathlib import Path  # noqa: TC003 - pydantic reads the annotation
from typing import Annotated, Any

from pydantic import Field, ValidationError, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from api.packs import user_packs_folder
from mapper.errors import BadInputError

__all__ = ["Settings", "read_settings"]

_PREFIX = "SIDESTREET_"


class Settings(BaseSettings):
    """The service's settings; each is also read from ``SIDESTREET_NAME`` in the environment."""

    model_config = SettingsConfigDict(env_prefix=_PREFIX, frozen=True, extra="forbid")

    host: str = "127.0.0.1"
    """Address to bind. Anything but this machine's own makes trips visible to the network."""
    port: int = Field(default=8000, ge=0, le=65535)
    """Port to bind; 0 takes a free one."""
    hosts: Annotated[tuple[str, ...], NoDecode] = ()
    """Further names the server answers to, joined by commas; see ``api.privacy.HostCheck``."""
    city: str = "helsinki"
    """The city used where a request names none: a name, or the folder of a pack."""
    packs: Path = Field(default_factory=user_packs_folder)
    """Where cities are kept."""
    checks: Path | None = None
    """A table of days of heightened checks in the default city, shown beside results."""

    max_body_bytes: int = Field(default=8 * 2**20, ge=1_024)
    """A longer body is refused before it is read."""
    body_seconds: float = Field(default=20.0, gt=0)
    """How long a body may take to arrive."""
    workers: int = Field(default=2, ge=1, le=64)
    """How many answers are worked out at once."""
    waiting: int = Field(default=16, ge=0, le=1_000)
    """How many further requests may wait or be arriving; more are told to come back."""
    requests_per_s: float = Field(default=20.0, ge=0)
    """How many trips a second are taken from everybody together; 0 takes all."""
    burst: int = Field(default=60, ge=1)
    """How many may come at once after a quiet time."""
    max_cities: int = Field(default=4, ge=1)
    """How many cities stay in memory."""
    max_prepared: int = Field(default=8, ge=1)
    """How many cities prepared under one set of assumptions stay in memory."""

    hsts_seconds: int = Field(default=0, ge=0)
    """Sent as Strict-Transport-Security where above 0; only behind TLS."""
    onion_location: str = ""
    """Sent as Onion-Location with pages, where set: the onion address of this very service."""

    @field_validator("hosts", mode="before")
    @classmethod
    def _split(cls, value: object) -> object:
        if isinstance(value, str):
            return tuple(name.strip() for name in value.split(",") if name.strip())
        return value

    @field_validator("onion_location")
    @classmethod
    def _is_onion(cls, value: str) -> str:
        plain = value.isascii() and value.isprintable() and " " not in value
        if value and not (
            plain and value.startswith(("http://", "https://")) and ".onion" in value
        ):
            message = "not the address of an onion service"
            raise ValueError(message)
        return value


def read_settings(**given: Any) -> Settings:  # noqa: ANN401 - the types are those of Settings
    """Return the settings; what is given wins over the environment.

    Raises
    ------
    BadInputError
        Where one makes no sense. The message names it, never its value.

    >>> read_settings(port=8080).port
    8080
    """
    try:
        return Settings(**given)
    except ValidationError as error:
        name = ".".join(str(part) for part in error.errors(include_input=False)[0]["loc"])
        message = f"setting {name!r} ({_PREFIX}{name.upper()}) makes no sense; see docs/api.md"
        raise BadInputError(message) from None

"""Settings: from arguments and the environment, refused by name and never by value."""

from __future__ import annotations

import pytest

from api.settings import Settings, read_settings
from mapper.errors import BadInputError


def test_the_default_is_this_machine_only_and_no_hsts() -> None:
    settings = Settings()
    assert settings.host == "127.0.0.1"
    assert (settings.hosts, settings.hsts_seconds, settings.onion_location) == ((), 0, "")


def test_the_environment_is_read_when_settings_are_made(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SIDESTREET_HOSTS", "map.example, other.example")
    monkeypatch.setenv("SIDESTREET_PORT", "9000")
    settings = read_settings(port=9001)
    assert settings.hosts == ("map.example", "other.example")
    assert settings.port == 9001


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("port", "70000"),
        ("port", "planted-value"),
        ("max_body_bytes", "0"),
        ("onion_location", "https://planted-value.example/"),
        ("onion_location", "http://planted-value.onion/\r\nX: y"),
        ("workers", "0"),
    ],
)
def test_a_setting_that_makes_no_sense_is_named_without_its_value(
    name: str, value: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(f"SIDESTREET_{name.upper()}", value)
    with pytest.raises(BadInputError) as caught:
        read_settings()
    assert name in str(caught.value)
    assert "planted" not in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_setting_nobody_knows_is_refused() -> None:
    with pytest.raises(BadInputError):
        read_settings(log_everything=True)

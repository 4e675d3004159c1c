"""Station profiles: the devices a sourced rule supposes in the stations of a system."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from mapper.model.evidence import CountingPolicy, FaceRecognition

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["NO_RULE", "CityProfile", "DeviceRule", "Modelled", "SystemRule"]


@dataclass(frozen=True, slots=True)
class DeviceRule:
    """What is known of one sort of device in a system."""

    present: bool
    """False where a source says that the system has none."""
    face_recognition: FaceRecognition = FaceRecognition.UNKNOWN
    source: str = ""
    date: str = ""
    """The date of the source, ISO 8601."""

    def counted(self, policy: CountingPolicy) -> bool:
        """Tell whether a policy counts these devices."""
        return self.present and self.face_recognition.code <= policy.highest_code


UNSOURCED = DeviceRule(present=True)


@dataclass(frozen=True, slots=True)
class SystemRule:
    """What one system (a metro, a ring railway) fits its stations and trains with."""

    name: str
    """The system, as ``station.system`` has it; "" for the rule of systems without one."""
    mode: str = "subway"
    networks: tuple[str, ...] = ()
    """Other names the system goes by."""
    lines: tuple[str, ...] = ()
    """Lines that tell it; "*" takes every line no other system names."""
    gates: DeviceRule = UNSOURCED
    """A gate per vestibule, passed when entering."""
    gates_on_exit: bool = False
    """Whether leaving passes a gate too."""
    platforms: DeviceRule = UNSOURCED
    """A camera on each line's platform."""
    carriages: DeviceRule = UNSOURCED
    """A camera in each carriage: every boarding meets a new one."""
    face_pay: DeviceRule = UNSOURCED
    """Paying by face at a gate: whoever uses it has given a picture."""

    def counts(self, device: DeviceRule, policy: CountingPolicy) -> bool:
        """Tell whether a policy counts a sort of device; a system without gates gets none."""
        return self.gates.present and device.counted(policy)

    def matches(self, network: str, lines: Iterable[str]) -> bool:
        """Tell whether a station of this network and these lines belongs to the system."""
        if network and network in (self.name, *self.networks):
            return True
        return any(line in self.lines for line in lines)


NO_RULE = SystemRule(name="")
"""Without a rule all devices are ``unknown`` and count under ``cautious`` only."""


@dataclass(frozen=True, slots=True)
class CityProfile:
    """The systems of one city, in the order in which they are tried."""

    city: str
    title: str
    as_of: str
    systems: tuple[SystemRule, ...]

    def rule_for(self, network: str, lines: Iterable[str]) -> SystemRule | None:
        """Return the rule of a station's system, None where no source tells anything."""
        listed = tuple(lines)
        for system in self.systems:
            if system.matches(network, listed):
                return system
        return next((system for system in self.systems if "*" in system.lines), None)


@dataclass(frozen=True, slots=True)
class Modelled:
    """The devices supposed in one station, all "at least"."""

    rule: SystemRule
    vestibules: int
    platforms: int

    @classmethod
    def of(cls, rule: SystemRule | None, *, vestibules: int, lines: int) -> Modelled:
        """Suppose a gate a vestibule and a camera a line's platform; one each at least."""
        return cls(rule or NO_RULE, max(1, vestibules), max(1, lines))

    def gates(self, policy: CountingPolicy) -> int:
        """Return how many gates a policy counts."""
        return self.vestibules if self.rule.counts(self.rule.gates, policy) else 0

    def platform_cameras(self, policy: CountingPolicy) -> int:
        """Return how many cameras on platforms a policy counts."""
        return self.platforms if self.rule.counts(self.rule.platforms, policy) else 0

    def as_dict(self) -> dict[str, Any]:
        """Return what is supposed and why, ready for JSON."""
        devices = {
            "gates": (self.rule.gates, self.gates),
            "platform_cameras": (self.rule.platforms, self.platform_cameras),
        }
        described: dict[str, Any] = {
            name: {
                "at_least": {policy.value: count(policy) for policy in CountingPolicy},
                **self._evidence(rule),
            }
            for name, (rule, count) in devices.items()
        }
        return {
            "system": self.rule.name,
            **described,
            "gates_on_exit": self.rule.gates_on_exit,
            "carriages": self._evidence(self.rule.carriages),
            "face_pay": self._evidence(self.rule.face_pay),
        }

    def _evidence(self, device: DeviceRule) -> dict[str, str]:
        told = device if self.rule.gates.present else self.rule.gates
        evidence = told.face_recognition if told.present else FaceRecognition.NO
        return {"face_recognition": evidence.value, "source": told.source, "date": told.date}

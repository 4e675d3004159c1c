"""Which rule set the evidence of the cameras of a result, and which claims it stands on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable

    from mapper.exposure.result import Exposure
    from mapper.model.city import City

__all__ = ["evidence_behind", "evidence_lines", "with_evidence"]


def evidence_behind(city: City, exposures: Iterable[Exposure]) -> list[dict[str, Any]]:
    """Return each rule that speaks of a camera met, in the order of the book, ready for JSON.

    Parameters
    ----------
    city
        Whose rules and claims they are.
    exposures
        The lines of the result.

    Returns
    -------
    For each rule its name, note, the cameras met that it speaks of, and its claims in full, for
    and against. Empty where no rule set any of them: their evidence is as their source has it.
    """
    met = {encounter.camera_id for one in exposures for encounter in one.encounters}
    frame = city.cameras.frame
    told = frame[frame["camera_id"].isin(sorted(met)) & (frame["rule"] != "")]
    behind = city.figures.get("rules", {}).get("behind", {})
    claims = city.claims.frame.set_index("claim_id", drop=False)
    found = []
    for rule in [name for name in behind if (told["rule"] == name).any()]:
        own = behind[rule]
        ids = [name for name in own.get("claims", ()) if name in claims.index]
        found.append(
            {
                "rule": rule,
                "note": own.get("note", ""),
                "cameras": sorted(told["camera_id"][told["rule"] == rule]),
                "claims": [dict(row) for row in claims.loc[ids].to_dict("records")],
            }
        )
    return found


def with_evidence(city: City, exposures: Iterable[Exposure]) -> dict[str, Any]:
    """Return the member ``evidence`` of a result, and none where no rule speaks of a camera met."""
    behind = evidence_behind(city, exposures)
    return {"evidence": behind} if behind else {}


def evidence_lines(behind: Iterable[dict[str, Any]]) -> list[str]:
    """Return the same in words, a line a rule."""
    lines = []
    for rule in behind:
        said = "; ".join(
            f"{claim['by_whom']} ({claim['date'] or 'undated'}"
            f"{', denies' if claim['stance'] == 'denied' else ''})"
            for claim in rule["claims"]
        )
        count = len(rule["cameras"])
        lines.append(
            f"Evidence of {count} camera{'s' * (count != 1)} met: rule {rule['rule']}"
            + (f", on claims by {said}." if said else ", on no claim.")
        )
    return lines

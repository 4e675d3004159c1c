"""What a score asks of each camera, as arrays."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from mapper.exposure.views import position_errors_m

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from mapper.model.cameras import Cameras
    from mapper.model.evidence import CountingPolicy

__all__ = ["MODELLED_SOURCE", "CameraFacts"]

MODELLED_SOURCE: Final = "model"
"""The ``source`` of cameras that a station profile supposes."""


@dataclass(frozen=True, slots=True, eq=False)
class CameraFacts:
    """C cameras, in the order of their table."""

    ids: NDArray[np.object_]
    evidence: NDArray[np.object_]
    kind: NDArray[np.object_]
    code: NDArray[np.int8]
    """Evidence as a number, 0 documented … 4 no."""
    plate_reader: NDArray[np.bool_]
    modelled: NDArray[np.bool_]
    error_m: NDArray[np.float64]

    @classmethod
    def of(cls, cameras: Cameras) -> CameraFacts:
        """Read them off the table."""
        frame = cameras.frame
        return cls(
            ids=frame["camera_id"].to_numpy(dtype=object),
            evidence=frame["face_recognition"].to_numpy(dtype=object),
            kind=frame["kind"].to_numpy(dtype=object),
            code=cameras.evidence_codes,
            plate_reader=cameras.is_plate_reader,
            modelled=np.asarray(frame["source"] == MODELLED_SOURCE, np.bool_),
            error_m=position_errors_m(cameras),
        )

    def __len__(self) -> int:
        """Count the cameras."""
        return len(self.ids)

    def counted(self, policy: CountingPolicy) -> NDArray[np.bool_]:
        """Tell which cameras a count takes in, shape (C,): no plate readers, none modelled."""
        return (self.code <= policy.highest_code) & ~self.plate_reader & ~self.modelled

"""Cameras: the devices whose positions somebody published."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final

import numpy as np
import shapely

from mapper.model.evidence import FaceRecognition
from mapper.model.tables import FLAG, NUMBER, TEXT, Column, checked_frame, empty_frame

if TYPE_CHECKING:
    import geopandas as gpd
    from numpy.typing import NDArray

    from mapper.model.projection import Projection

__all__ = ["CAMERA_COLUMNS", "CameraKind", "Cameras"]


class CameraKind(StrEnum):
    """The build of a camera; plate readers are counted apart."""

    FIXED = "fixed"
    DOME = "dome"
    PANNING = "panning"
    PLATE_READER = "plate_reader"
    UNKNOWN = "unknown"


CAMERA_COLUMNS: Final = {
    "camera_id": TEXT,
    "kind": Column("str", CameraKind.UNKNOWN.value, frozenset(CameraKind)),
    "direction_deg": NUMBER,
    "other_directions_deg": TEXT,
    "angle_deg": NUMBER,
    "range_m": NUMBER,
    "height_m": NUMBER,
    "position_error_m": Column("float64", 0.0),
    "indoor": FLAG,
    "zone": TEXT,
    "operator": TEXT,
    "system": TEXT,
    "face_recognition": Column("str", FaceRecognition.UNKNOWN.value, frozenset(FaceRecognition)),
    "rule": TEXT,
    "source": TEXT,
    "source_id": TEXT,
    "observed_on": TEXT,
}
"""Columns of the table ``cameras``; NaN and "" mean "not recorded".

``direction_deg`` is the bearing of the middle of the view; a device with several lenses lists
the further bearings, joined by ";", in ``other_directions_deg``. ``angle_deg`` is the horizontal
angle of view. ``indoor`` cameras (indoors or underground) do not see the street.
"""


@dataclass(frozen=True, slots=True)
class Cameras:
    """A checked table of cameras: points in the city's CRS with ``CAMERA_COLUMNS``."""

    frame: gpd.GeoDataFrame

    @classmethod
    def parse(cls, frame: gpd.GeoDataFrame, projection: Projection) -> Cameras:
        """Check a table once; everything after trusts it.

        Raises
        ------
        TableError
            Where a key, geometry or value is missing or not allowed.
        """
        return cls(
            checked_frame(
                frame, CAMERA_COLUMNS, table="cameras", key="camera_id", projection=projection
            )
        )

    @classmethod
    def none(cls, projection: Projection) -> Cameras:
        """Return a table with no cameras."""
        return cls(empty_frame(CAMERA_COLUMNS, projection))

    def __len__(self) -> int:
        """Count the cameras."""
        return len(self.frame)

    @property
    def ids(self) -> list[str]:
        """Every camera's id, in row order."""
        return [str(camera_id) for camera_id in self.frame["camera_id"]]

    @property
    def xy(self) -> NDArray[np.float64]:
        """Positions, shape (n, 2), metres."""
        return np.asarray(shapely.get_coordinates(self.frame.geometry.to_numpy()))

    def numbers(self, column: str) -> NDArray[np.float64]:
        """Return a numeric column, shape (n,), NaN where not recorded."""
        return self.frame[column].to_numpy(dtype=np.float64)

    @property
    def evidence_codes(self) -> NDArray[np.int8]:
        """``FaceRecognition.code`` of each camera, shape (n,)."""
        codes = {evidence.value: evidence.code for evidence in FaceRecognition}
        return np.asarray(self.frame["face_recognition"].map(codes), dtype=np.int8)

    @property
    def is_plate_reader(self) -> NDArray[np.bool_]:
        """Which are plate readers, shape (n,)."""
        return self.is_kind(CameraKind.PLATE_READER)

    def is_kind(self, kind: CameraKind) -> NDArray[np.bool_]:
        """Which are of one kind, shape (n,)."""
        return np.asarray(self.frame["kind"] == kind.value, dtype=np.bool_)

    @property
    def is_indoor(self) -> NDArray[np.bool_]:
        """Which are indoors or underground, shape (n,)."""
        return self.frame["indoor"].to_numpy(dtype=np.bool_)

"""A GTFS feed of three stations on one line, written by hand."""

from __future__ import annotations

import zipfile
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

TABLES = {
    "agency": "agency_id,agency_name\n1,Small Metro\n",
    "stops": """stop_id,stop_name,stop_lat,stop_lon,location_type,parent_station,level_id
A,Alpha,60.170,24.930,1,,
B,Beta,60.170,24.950,1,,
C,Gamma,60.170,24.970,1,,
bus,Bus stop,60.180,24.930,0,,
pA,Alpha platform,60.170,24.930,0,A,deep
pB,Beta platform,60.170,24.950,0,B,deep
pC,Gamma platform,60.170,24.970,,C,deep
eA1,North,60.171,24.930,2,A,street
eA2,South,60.169,24.930,2,A,street
eA3,East,60.169,24.931,2,A,street
eB,Only,60.170,24.951,2,B,street
hall,Hall,60.170,24.930,3,A,
""",
    "levels": "level_id,level_index,level_name\nstreet,0,Street\ndeep,-2,Platform\n",
    "pathways": "pathway_id,from_stop_id,to_stop_id,pathway_mode,is_bidirectional,length,"
    "traversal_time\n"
    """1,eA1,lobby1,4,1,,30
2,eA2,lobby2,1,1,13.4,
3,eA3,lobby2,2,1,,50
4,lobby1,hall,6,0,,5
5,hall,lobby1,7,0,,5
6,lobby2,hall,6,0,,5
7,hall,pA,4,1,,60
""",
    "routes": """route_id,route_short_name,route_long_name,route_type,route_color
r1,1,Red line,1,FF0000
r2,,Bus,3,
""",
    "trips": "route_id,service_id,trip_id,direction_id\n"
    "r1,wk,t1,0\nr1,wk,t2,0\nr1,wk,t3,0\nr1,we,t4,0\nr2,wk,b1,0\n",
    "stop_times": "trip_id,arrival_time,departure_time,stop_id,stop_sequence\n"
    + "".join(
        f"{trip},{hour}:00:00,{hour}:00:20,pA,1\n"
        f"{trip},{hour}:02:00,{hour}:02:20,pB,5\n"
        f"{trip},{hour}:03:30,{hour}:03:50,pC,9\n"
        for trip, hour in (("t1", "08"), ("t2", "09"), ("t3", "10"), ("t4", "25"))
    )
    + "b1,08:00:00,08:00:00,bus,1\n",
    "calendar": "service_id,monday,tuesday,wednesday,thursday,friday,saturday,sunday,"
    "start_date,end_date\n"
    "wk,1,1,1,1,1,0,0,20260406,20261231\nwe,0,0,0,0,0,1,1,20260406,20261231\n",
    "calendar_dates": "service_id,date,exception_type\nwk,20260406,2\n",
    "transfers": "from_stop_id,to_stop_id,transfer_type,min_transfer_time\n"
    "pA,pC,2,400\npA,pA,2,1\n",
}


def write_feed(path: Path, **changes: str) -> Path:
    """Write the feed, some tables replaced; "" leaves one out."""
    with zipfile.ZipFile(path, "w") as archive:
        for name, text in (TABLES | changes).items():
            if text:
                archive.writestr(f"{name}.txt", "\ufeff" + text)
    return path

"""Field of view → viewshed → incidence → exposure: what sees a line, where and for how long."""

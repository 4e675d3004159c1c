"""What a city is made of: cameras, stations, buildings, the walking network, survey, places."""

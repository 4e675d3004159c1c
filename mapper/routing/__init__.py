"""Places onto edges, the quickest way, the ways that pass fewer cameras, and a Route."""

"""Places onto edges, the quickest way, the ways that pass fewer cameras, and a Route."""

from mapper.routing.options import RouteOption, RoutesAnswer, RouteWishes, find_routes

__all__ = ["RouteOption", "RouteWishes", "RoutesAnswer", "find_routes"]

"""Places onto edges, the quickest way, the ways that pass fewer cameras, and a Route."""

from mapper.routing.finding import find_routes
from mapper.routing.options import RouteOption, RoutesAnswer
from mapper.routing.rules import Avoid
from mapper.routing.wishes import Minimise, RouteWishes

__all__ = ["Avoid", "Minimise", "RouteOption", "RouteWishes", "RoutesAnswer", "find_routes"]

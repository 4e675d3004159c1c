"""Rules: which claims set which cameras' evidence, in a file a researcher can publish."""

from geodata.rules.applying import RuleOutcome, RulePlaces, apply_rules
from geodata.rules.book import Rule, RuleBook, Where, city_rules, parse_rules, read_rules

__all__ = [
    "Rule",
    "RuleBook",
    "RuleOutcome",
    "RulePlaces",
    "Where",
    "apply_rules",
    "city_rules",
    "parse_rules",
    "read_rules",
]

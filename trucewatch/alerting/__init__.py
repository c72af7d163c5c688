"""What somebody asks to be told of, what of it has happened, and how it reaches them."""

from trucewatch.alerting.alert import Alert, Fact, Rest, alert_key
from trucewatch.alerting.rule import Digest, Quiet, Recipient, Rule, RuleKind, Terms, Way

__all__ = ["Alert", "Digest", "Fact", "Quiet", "Recipient", "Rest", "Rule", "RuleKind", "Terms", "Way", "alert_key"]

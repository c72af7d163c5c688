"""The only room that speaks to the network: addresses are checked, answers are limited, faults are told in plain words."""

from trucewatch.outside.addresses import Guard
from trucewatch.outside.answer import Answer, Limits
from trucewatch.outside.faults import Fault
from trucewatch.outside.fetcher import PRODUCT, Fetcher, agent_of
from trucewatch.outside.retrying import seconds_asked
from trucewatch.outside.robots import Allowance, Robots, RobotsText, origin_of

__all__ = [
    "PRODUCT",
    "Allowance",
    "Answer",
    "Fault",
    "Fetcher",
    "Guard",
    "Limits",
    "Robots",
    "RobotsText",
    "agent_of",
    "origin_of",
    "seconds_asked",
]

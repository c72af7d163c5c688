"""The only room that speaks to the network: addresses are checked, answers are limited, faults are told in plain words."""

from trucewatch.outside.addresses import Guard
from trucewatch.outside.answer import Answer, Limits
from trucewatch.outside.faults import Fault
from trucewatch.outside.fetcher import PRODUCT, Fetcher, agent_of

__all__ = ["PRODUCT", "Answer", "Fault", "Fetcher", "Guard", "Limits", "agent_of"]

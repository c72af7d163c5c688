"""How the installation itself is: what the status page, the readiness of the site and its figures are made from."""

from trucewatch.health.condition import Condition, Examiner, Fault, Room
from trucewatch.health.metrics import Figures

__all__ = ["Condition", "Examiner", "Fault", "Figures", "Room"]

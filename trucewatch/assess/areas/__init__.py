"""Tell whether a place lies where a clause holds: inside, outside, or not to be told, with the reason in words."""

from trucewatch.assess.areas.answer import Answer, Places, Spot
from trucewatch.assess.areas.chart import Chart, answer, inside
from trucewatch.assess.areas.drawing import Drawn

__all__ = ["Answer", "Chart", "Drawn", "Places", "Spot", "answer", "inside"]

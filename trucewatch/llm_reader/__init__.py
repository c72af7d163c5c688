"""The optional second reader: a language model behind an endpoint; only what stands in the report word for word counts."""

from trucewatch.llm_reader.endpoint import Endpoint, EndpointError
from trucewatch.llm_reader.second_reader import SecondReader, SecondReading

__all__ = ["Endpoint", "EndpointError", "SecondReader", "SecondReading"]

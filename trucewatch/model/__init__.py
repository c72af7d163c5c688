"""The words of the house: frozen records, nothing but the standard library."""

from trucewatch.model.agreement import (
    Agreement,
    Area,
    AreaKind,
    Clause,
    ClauseKind,
    Finding,
    FindingState,
    Reading,
    Ultimatum,
    UltimatumState,
)
from trucewatch.model.claim import Actor, Claim, Figure, Interval, Place, TimeWords
from trucewatch.model.codes import MODES, Counted, EventType, PlacePrecision, Precision, Realis
from trucewatch.model.ground import Ground, Ring, Shape
from trucewatch.model.ids import content_id
from trucewatch.model.incident import Account, Comparison, FigureRange, Incident, Match, Relation, State
from trucewatch.model.post import AccessEvent, AccessOutcome, HardwareSighting, Observation, Post
from trucewatch.model.report import EVIDENCE, Basis, ByteRun, Outlet, Passage, Published, Report, Role, Span, Unread
from trucewatch.model.review import Decision, Review
from trucewatch.model.sentence import Entity, EntityType, Sentence, Token

__all__ = [
    "EVIDENCE",
    "MODES",
    "AccessEvent",
    "AccessOutcome",
    "Account",
    "Actor",
    "Agreement",
    "Area",
    "AreaKind",
    "Basis",
    "ByteRun",
    "Claim",
    "Clause",
    "ClauseKind",
    "Comparison",
    "Counted",
    "Decision",
    "Entity",
    "EntityType",
    "EventType",
    "Figure",
    "FigureRange",
    "Finding",
    "FindingState",
    "Ground",
    "HardwareSighting",
    "Incident",
    "Interval",
    "Match",
    "Observation",
    "Outlet",
    "Passage",
    "Place",
    "PlacePrecision",
    "Post",
    "Precision",
    "Published",
    "Reading",
    "Realis",
    "Relation",
    "Report",
    "Review",
    "Ring",
    "Role",
    "Sentence",
    "Shape",
    "Span",
    "State",
    "TimeWords",
    "Token",
    "Ultimatum",
    "UltimatumState",
    "Unread",
    "content_id",
]

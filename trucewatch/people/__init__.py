"""People: who may sign in, what they may do, and what they are at. Kept beside the ledger, never in it."""

from trucewatch.people.accounts import Account
from trucewatch.people.doors import people_url
from trucewatch.people.people import People
from trucewatch.people.reads import Read
from trucewatch.people.roles import NOBODY, Role, Scope, Visitor
from trucewatch.people.sessions import Limits, NotSignedIn, SignedIn
from trucewatch.people.work import Before, Draft, Present

__all__ = [
    "NOBODY",
    "Account",
    "Before",
    "Draft",
    "Limits",
    "NotSignedIn",
    "People",
    "Present",
    "Read",
    "Role",
    "Scope",
    "SignedIn",
    "Visitor",
    "people_url",
]

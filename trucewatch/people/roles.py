"""What somebody may do: four roles, the scopes of a token, and the visitor of one request."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    """What an account may do; each role may do all that those before it may."""

    VIEWER = "viewer"
    CONTRIBUTOR = "contributor"
    REVIEWER = "reviewer"
    ADMIN = "admin"


RANK = {role: rank for rank, role in enumerate(Role, 1)}


class Scope(StrEnum):
    """What a token may be used for; it never reaches further than the role of its account."""

    READ = "read"
    WRITE_CLAIMS = "write:claims"
    REVIEW = "review"
    ADMIN = "admin"


SCOPE_OF = dict(zip(Role, Scope, strict=True))  # the scope a token needs where a person needs the role
ROLE_OF = {scope: role for role, scope in SCOPE_OF.items()}


@dataclass(frozen=True, slots=True)
class Visitor:
    """Who asks: the account's name and role, or nobody; `scopes` are those of a token, None where a person has signed in."""

    name: str = ""
    role: str = ""
    full_name: str = ""
    scopes: frozenset[Scope] | None = None

    def __post_init__(self) -> None:
        if self.role and self.role not in RANK:
            raise ValueError(f"{self.role!r} is no role; write one of {', '.join(Role)}")
        if bool(self.role) != bool(self.name):
            raise ValueError(f"{self.name!r} with the role {self.role!r} is neither somebody nor nobody")

    @property
    def signed_in(self) -> bool:
        """True if somebody is known to ask."""
        return bool(self.name)

    @property
    def shown(self) -> str:
        """The name to print: the full one where it is given."""
        return self.full_name or self.name

    def may(self, role: Role) -> bool:
        """True if the account has this role or a higher one; a token must carry the scope that goes with it too."""
        if not self.role or RANK[Role(self.role)] < RANK[role]:
            return False
        return self.scopes is None or SCOPE_OF[role] in self.scopes


NOBODY = Visitor()

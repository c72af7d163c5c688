"""Signing in, one's own account, and the people of a site.

Other rooms use `require`, `visitor_of` and `web/people/forms.py`, which says at its top how a form is made that loses nothing.
"""

from trucewatch.web.people.visiting import require, visitor_of

__all__ = ["require", "visitor_of"]

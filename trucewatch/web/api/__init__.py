"""The API: what the pages show, for programs, under /api/v1, described in OpenAPI 3.1."""

from trucewatch.web.api.app import create_api

__all__ = ["create_api"]

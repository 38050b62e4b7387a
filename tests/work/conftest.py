"""Installations for tests that need processes of their own."""

from tests.installation import _prepared, bare, installation

__all__ = ["_prepared", "bare", "installation"]

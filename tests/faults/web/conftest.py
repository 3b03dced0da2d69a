"""The servers of the other tests."""

from tests.web.conftest import pages, serve, server

__all__ = ["pages", "serve", "server"]

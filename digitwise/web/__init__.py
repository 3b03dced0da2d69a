"""The server: the page, the HTTP API, and everything that keeps a stranger's picture from harming either.

A request passes, from the outside in: :mod:`~digitwise.web.guard` (whose request is it?), the routes of
:mod:`~digitwise.web.api`, :mod:`~digitwise.web.turns` (is there room?), :mod:`~digitwise.web.upload` (bytes, counted as
they come), :mod:`~digitwise.web.pool` (a process of its own decodes and reads them).
"""

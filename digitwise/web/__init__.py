"""The server: the page, the HTTP API, and everything that keeps a stranger's picture from harming either.

A request passes, from the outside in: :mod:`~digitwise.web.server.request_guard` (whose request is it?), the routes of
:mod:`~digitwise.web.api.routes`, :mod:`~digitwise.web.api.admission` (is there room?),
:mod:`~digitwise.web.api.upload` (bytes, counted as they come), :mod:`~digitwise.workers.pool` (a process of its own
decodes and reads them).
"""

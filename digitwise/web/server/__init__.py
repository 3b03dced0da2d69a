"""The ASGI application, its request guard, static files and the server process."""

"""The mirrors of the other tests."""

from tests.data.conftest import authority, kept, server, tiny, tiny_is_mnist, use_mirrors

__all__ = ["authority", "kept", "server", "tiny", "tiny_is_mnist", "use_mirrors"]

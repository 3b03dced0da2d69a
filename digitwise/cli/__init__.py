"""The command line: each command parses, calls one library function, prints.

Results go to standard output, everything else to standard error. The commands are loaded by `main`, so that even a
Ctrl-C while they are is answered with a line.
"""

from __future__ import annotations

import errno
import gc
import importlib
import os
import signal
import sys


def _stop(number: int, frame: object) -> None:
    os.write(2, b"digitwise: stopped\n")
    # The number of EXIT_CODE in digitwise.interrupts, which is not imported yet.
    os._exit(130)


# What is imported next takes long enough for a person to press Ctrl-C. Another program that imports this keeps its own
# handler.
_PROGRAM = str(getattr(sys.modules.get("__main__"), "__file__", "")).replace(os.sep, "/")
_IS_COMMAND = _PROGRAM.endswith(("/digitwise", "/digitwise.exe", "/digitwise/__main__.py"))
if _IS_COMMAND and signal.getsignal(signal.SIGINT) is signal.default_int_handler:
    signal.signal(signal.SIGINT, _stop)

TYPE_CHECKING = False
if TYPE_CHECKING:
    import typer

    app: typer.Typer

OBJECTS_BEFORE_COLLECTION = 20_000
"""How many new objects make Python look for garbage among them. With its own 700 a training looked through everything
that Keras and JAX consist of again and again while they were imported: a quarter of their import."""

__all__ = ["app", "main"]


def __getattr__(name: str) -> object:
    if name != "app":
        raise AttributeError(f"module 'digitwise.cli' has no attribute {name!r}")
    return importlib.import_module("digitwise.cli.commands").app


def main() -> None:
    """Run the command line; whatever goes wrong is one line on standard error and an exit code."""
    from contextlib import suppress

    from digitwise.interrupts import stop_at_once

    stop_at_once()
    gc.set_threshold(OBJECTS_BEFORE_COLLECTION)
    # A name that the terminal has no letters for is written with escapes.
    for stream in (sys.stdout, sys.stderr):
        with suppress(AttributeError, ValueError):
            stream.reconfigure(errors="backslashreplace")  # type: ignore[union-attr]
    try:
        code = _run()
    finally:
        # The process ends here; a last look for garbage in all of JAX would take another half second.
        gc.freeze()
    sys.exit(code)


def _run() -> int:
    """Run a command and return the exit code."""
    from digitwise.errors import DigitwiseError
    from digitwise.interrupts import EXIT_CODE

    try:
        try:
            importlib.import_module("digitwise.cli.commands").app()
        finally:
            sys.stdout.flush()
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else 0
    except DigitwiseError as error:
        return _said(error, str(error), error.exit_code)
    except KeyboardInterrupt:
        print("digitwise: stopped", file=sys.stderr)
        return EXIT_CODE
    except BrokenPipeError:
        # The reader of our output went away (`| head`): nothing is wrong, and nothing more can be said.
        _close_output()
    except MemoryError as error:
        return _said(error, "this takes more memory than there is; nothing was written")
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EIO) and error.filename is None:
            _close_output()
            return _said(error, f"standard output cannot be written: {error.strerror}")
        return _said(error, f"{error.strerror or error}" + (f": {error.filename}" if error.filename else ""))
    except Exception as error:
        return _said(error, f"this should not happen ({type(error).__name__}: {error}); --debug shows where")
    return 0


def _said(error: BaseException, words: str, code: int = 1) -> int:
    """Say what went wrong, or raise it again with ``--debug``."""
    from contextlib import suppress

    from digitwise.text import plain

    if "--debug" in sys.argv:
        raise error
    with suppress(OSError):
        print(f"digitwise: {plain(words)}", file=sys.stderr)
    return code


def _close_output() -> None:
    """Let nothing more be written to standard output, not even when Python ends."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())

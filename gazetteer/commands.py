"""How the commands of the project end: with their result, or with one clear line, never a traceback."""

from __future__ import annotations

import os
import sys
from typing import NoReturn

import typer

from gazetteer.errors import GazetteerError

__all__ = ["run"]

REFUSED = 2
INTERRUPTED = 130  # 128 and the number of SIGINT, as shells have it


def run(command: typer.Typer, name: str) -> NoReturn:
    """Run a command and leave the process.

    What its user can mend ends with one line on standard error and exit code 2: a wrong argument, a file
    that cannot be read, and every error that the package called `name` or this one defines. Without any
    argument the help is shown. A reader that has gone away (``| head``) ends it in silence.
    """
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(errors="backslashreplace")  # type: ignore[union-attr]
    try:
        code = command(sys.argv[1:] or ["--help"], prog_name=name, standalone_mode=False)
        sys.stdout.flush()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # nothing is left to flush at exit
        sys.exit(1)
    except (KeyboardInterrupt, typer.Abort):
        sys.exit(INTERRUPTED)
    except Exception as error:
        line = _line(error, name)
        if line is None:
            raise
        typer.echo(f"{name}: {line}", err=True)
        sys.exit(REFUSED)
    sys.exit(code if isinstance(code, int) else 0)


def _line(error: Exception, name: str) -> str | None:
    """The error in one line; None if it is a bug."""
    message = getattr(error, "format_message", None)  # typer's usage errors; their home differs by version
    if message is not None:
        text = f"{message()} Try '{name} --help'."
    elif isinstance(error, GazetteerError) or type(error).__module__.partition(".")[0] == name:
        text = str(error)
    elif isinstance(error, OSError):
        text = f"{error.filename}: {error.strerror}" if error.filename else str(error)
    else:
        return None
    return "".join(letter if letter.isprintable() else " " for letter in " ".join(text.split()))

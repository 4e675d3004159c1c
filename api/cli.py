"""The command ``sidestreet``: reads the arguments, runs one command, says what went wrong.

Only the standard library is imported here, so that ``--help`` answers at once; each command's
module is imported when it runs.
"""

from __future__ import annotations

import importlib
import sys
from importlib.metadata import version
from typing import TYPE_CHECKING

from api.arguments import build_parser

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["main"]

EXIT_FAILURE = 1
EXIT_BAD_INPUT = 2
EXIT_INTERRUPTED = 130


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code: 0 done, 2 bad input, 1 a failure.

    Whatever goes wrong is one line on the standard error stream, without a traceback and
    without a coordinate or a place of the trip.
    """
    _use_utf8()
    parser = build_parser()
    args = parser.parse_args(argv)
    if args.version:
        print(f"sidestreet {version('sidestreet')}")
        return 0
    if args.safety:
        args.command = "safety"
    if args.command is None:
        parser.print_help()
        return 0
    try:
        command = importlib.import_module(f"api.commands.{args.command.replace('-', '_')}")
        return int(command.run(args))
    except KeyboardInterrupt:
        return EXIT_INTERRUPTED
    except BrokenPipeError:
        return _closed_pipe()
    except Exception as error:  # noqa: BLE001 - the last line of defence: one line, no traceback
        return _explain(error)


def _explain(error: Exception) -> int:
    from mapper.errors import SidestreetError  # noqa: PLC0415 - keeps --help quick

    if isinstance(error, SidestreetError):
        print(f"sidestreet: {error}", file=sys.stderr)
        return EXIT_BAD_INPUT
    if isinstance(error, OSError) and error.strerror:
        name = f" ({error.filename})" if error.filename else ""
        print(f"sidestreet: {error.strerror.lower()}{name}", file=sys.stderr)
        return EXIT_BAD_INPUT if isinstance(error, FileNotFoundError) else EXIT_FAILURE
    # the message of an unforeseen error may hold a place of the trip: name only its kind
    print(f"sidestreet: unexpected {type(error).__name__}; please report it", file=sys.stderr)
    return EXIT_FAILURE


def _closed_pipe() -> int:
    """Leave quietly when the reader of our output has gone, as ``| head`` does."""
    sys.stderr.close()
    return EXIT_FAILURE


def _use_utf8() -> None:
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(encoding="utf-8", errors="replace")


if __name__ == "__main__":
    sys.exit(main())

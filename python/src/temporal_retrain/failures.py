"""Failures as a server keeps them: short ones. They say what happened also where the exception's own text does not."""

from __future__ import annotations

import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from types import TracebackType

from temporalio import activity
from temporalio.exceptions import ApplicationError, CancelledError

from .errors import TrainingError

_MESSAGE_BYTES = 800
_STACK_BYTES = 1000
"""Of 4,096 for a failure that is tried again: beyond, a server keeps only that it was too long. The SDK adds its own frames,
which are about 1,500 bytes, and more where the packages lie in a deep folder."""


@contextmanager
def failures() -> Iterator[None]:
    """Turns what a job raises into a failure for the server. What is cut off goes to the log."""
    try:
        yield
    except (CancelledError, ApplicationError, GeneratorExit):
        raise
    except BaseException as error:
        raise _failure(error).with_traceback(_newest(error.__traceback__)) from None


def words(error: BaseException) -> str:
    """The exception's text, with its type where that alone says little, and with the place where it has none."""
    text, kind = str(error).strip(), type(error).__name__
    if not text:
        frames = traceback.extract_tb(error.__traceback__)
        place = f" at {frames[-1].filename.rpartition('/')[2]}:{frames[-1].lineno}" if frames else ""
        return f"{kind}{place}"
    if isinstance(error, TrainingError):
        return text
    says_little = " " not in text or not isinstance(error, Exception) or isinstance(error, (LookupError, AssertionError))
    return f"{kind}: {text}" if says_little else text


def cut(text: str, most: int) -> str:
    """At most this many bytes as UTF-8, with an ellipsis where some are gone."""
    whole = text.encode(errors="replace")
    return whole.decode() if len(whole) <= most else f"{whole[: most - 3].decode(errors='ignore')}…"


def _failure(error: BaseException) -> ApplicationError:
    message = words(error)
    is_long = len(message.encode(errors="replace")) > _MESSAGE_BYTES or _size(error.__traceback__) > _STACK_BYTES
    if is_long or error.__cause__ is not None:
        activity.logger.warning("The failure in full, of which the server gets a part", exc_info=error)
    message = cut(message, _MESSAGE_BYTES)
    if not isinstance(error, TrainingError):
        return ApplicationError(message, type=type(error).__name__)
    details = [{"everyTrial": True}] if error.every_trial else []
    return ApplicationError(message, *details, type="TrainingError", non_retryable=error.permanent)


def _newest(trace: TracebackType | None) -> TracebackType | None:
    """The frames where it was raised, as many as there is room for."""
    while trace is not None and trace.tb_next is not None and _size(trace) > _STACK_BYTES:
        trace = trace.tb_next
    return trace


def _size(trace: TracebackType | None) -> int:
    return sum(len(line.encode(errors="replace")) for line in traceback.format_tb(trace))

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

_current: ContextVar[Callable[[], None]] = ContextVar("beat")


def beat() -> None:
    """A heartbeat of the job that runs in this thread, with what it has said last. Without a job it does nothing.

    For stores: between the parts of something large. It raises when the job is cancelled, as `JobContext.heartbeat` does.
    """
    _current.get(lambda: None)()


@contextmanager
def beating(send: Callable[[], None]) -> Iterator[None]:
    """Meanwhile `beat` calls this."""
    token = _current.set(send)
    try:
        yield
    finally:
        _current.reset(token)

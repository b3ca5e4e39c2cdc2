"""Ends a worker whose jobs do not end. `os._exit` it is: every other way out waits for their threads."""

from __future__ import annotations

import logging
import os
import sys
import time
from collections.abc import Collection
from datetime import timedelta
from threading import Event, Thread

from .jobs import TELL_SECONDS, Jobs, aside, logger
from .processes import Process, end_processes_below, processes_below

EXIT_CODE = os.EX_TEMPFAIL
"""75, "try again later": a supervisor starts the worker anew."""


class Guard(Thread):
    """Looks at the jobs from a thread of its own: the event loop may be the one that waits for them.

    Processes that are there before it are not of the jobs, and are left as they are.

    :param grace: after `stop`, jobs have this long, and a few seconds more to hear of the end at a heartbeat
    """

    def __init__(self, jobs: Jobs, grace: timedelta) -> None:
        super().__init__(name="temporal-retrain-guard", daemon=True)
        self._jobs, self._grace = jobs, grace.total_seconds()
        self._before = processes_below()
        self._ended, self._stop_at = Event(), float("inf")

    def stop(self) -> None:
        """The worker is told to end."""
        self._stop_at = min(self._stop_at, time.monotonic() + self._grace + _LAST_HEARTBEAT_SECONDS)

    def end(self) -> None:
        """All jobs have ended."""
        self._ended.set()

    def run(self) -> None:
        while not self._ended.wait(_LOOK_SECONDS):
            if time.monotonic() >= self._stop_at:
                left = "; ".join(self._jobs.running()) or "the connection to the server"
                _exit(f"The grace time is over, and not all has ended. Left as they were, to be tried again: {left}", self._before)
            reason = self._jobs.look()
            # One that is told to end has its own time.
            if reason is not None and self._stop_at == float("inf"):
                _exit(f"{reason}. Nothing else ends a thread: the worker does, to be started anew by its supervisor", self._before)


_LOOK_SECONDS = 0.5
_LAST_HEARTBEAT_SECONDS = 5.0


def _exit(sentence: str, but: Collection[Process]) -> None:
    try:
        is_over = Event()

        def tell() -> None:
            logger.error("%s (exit code %d)", sentence, EXIT_CODE)
            is_over.wait()
            logging.shutdown()
            sys.stdout.flush()
            sys.stderr.flush()

        words = aside(tell)
        end_processes_below(but)
        is_over.set()
        words.join(TELL_SECONDS)
    finally:
        os._exit(EXIT_CODE)

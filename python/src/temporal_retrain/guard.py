"""Ends a worker whose jobs do not end. `os._exit` it is: every other way out waits for their threads."""

from __future__ import annotations

import logging
import os
import signal
import sys
import time
from datetime import timedelta
from threading import Event, Thread

from .jobs import Jobs, logger

EXIT_CODE = os.EX_TEMPFAIL
"""75, "try again later": a supervisor starts the worker anew."""


class Guard(Thread):
    """Looks at the jobs from a thread of its own: the event loop may be the one that waits for them.

    :param grace: after `stop`, jobs have this long, and a few seconds more to hear of the end at a heartbeat
    """

    def __init__(self, jobs: Jobs, grace: timedelta) -> None:
        super().__init__(name="temporal-retrain-guard", daemon=True)
        self._jobs, self._grace = jobs, grace.total_seconds()
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
                _exit(f"The grace time is over, and not all has ended. Left as they were, to be tried again: {left}")
            reason = self._jobs.look()
            # One that is told to end has its own time.
            if reason is not None and self._stop_at == float("inf"):
                _exit(f"{reason}. Nothing else ends a thread: the worker does, to be started anew by its supervisor")


_LOOK_SECONDS = 0.5
_LAST_HEARTBEAT_SECONDS = 5.0
_KILL_AFTER_SECONDS = 3.0


def _exit(sentence: str) -> None:
    try:
        logger.error("%s (exit code %d)", sentence, EXIT_CODE)
        _kill_what_was_started()
        logging.shutdown()
        sys.stdout.flush()
        sys.stderr.flush()
    finally:
        os._exit(EXIT_CODE)


def _kill_what_was_started() -> None:
    """SIGTERM to the processes that jobs have started, and theirs; SIGKILL to those that do not end. On Linux alone."""
    deadline = time.monotonic() + _KILL_AFTER_SECONDS
    _send(signal.SIGTERM, _descendants())
    while (left := _descendants()) and time.monotonic() < deadline:
        time.sleep(0.05)
    _send(signal.SIGKILL, left)


def _send(number: signal.Signals, pids: list[int]) -> None:
    for pid in pids:
        try:
            os.kill(pid, number)
        except OSError:
            pass


def _descendants() -> list[int]:
    children: dict[int, list[int]] = {}
    try:
        names = os.listdir("/proc")
    except OSError:
        return []
    for name in filter(str.isdigit, names):
        try:
            with open(f"/proc/{name}/stat", "rb") as file:
                # What follows the program's name, which may hold anything: the state and the parent.
                state, parent = file.read().rpartition(b")")[2].split()[:2]
        except (OSError, ValueError):
            continue
        if state != b"Z":
            children.setdefault(int(parent), []).append(int(name))
    found, waiting = [], [os.getpid()]
    while waiting:
        of_one = children.get(waiting.pop(), [])
        found += of_one
        waiting += of_one
    return found

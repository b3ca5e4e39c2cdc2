"""The jobs that hold the places of a worker. Each has a thread, and nothing ends a thread from outside."""

from __future__ import annotations

import contextvars
import logging
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from threading import Lock, Thread

from temporalio import activity

logger = logging.getLogger("temporal_retrain")

TELL_SECONDS = 2.0


def aside(action: Callable[[], None]) -> Thread:
    """Logs in a thread of its own: a log waits for whoever reads it, and for a job that waits for that in its midst."""
    thread = Thread(target=action, name="temporal-retrain-log", daemon=True)
    thread.start()
    return thread


@dataclass(eq=False)
class _Job:
    name: str
    context: contextvars.Context
    """Of the activity: whether it is cancelled can be asked from another thread."""
    given_up_at: float | None = None
    is_told: bool = False


class Jobs:
    """Knows which jobs run, and which go on though the server gave them up: cancelled, timed out.

    :param places: jobs at a time
    :param patience: a job that was given up has this long to hear of it at its next heartbeat
    """

    def __init__(self, places: int, patience: timedelta, now: Callable[[], float] = time.monotonic) -> None:
        self._places, self._patience, self._now = places, patience.total_seconds(), now
        self._jobs: list[_Job] = []
        self._lock = Lock()

    def running(self) -> list[str]:
        with self._lock:
            return [job.name for job in self._jobs]

    @contextmanager
    def hold(self, name: str) -> Iterator[None]:
        """Holds a place while an activity runs; called in its thread."""
        job = _Job(name, contextvars.copy_context())
        with self._lock:
            self._jobs.append(job)
        try:
            yield
        finally:
            with self._lock:
                self._jobs.remove(job)
            if job.is_told:
                logger.warning("%s has ended after all: its place is free again", name)

    def look(self) -> str | None:
        """Logs each job that has gone on for too long; returns why the worker should end, where those hold all places."""
        now = self._now()
        with self._lock:
            jobs = list(self._jobs)
        left = [job for job in jobs if self._is_left(job, now)]
        new = [job for job in left if not job.is_told]
        if new:
            for job in new:
                job.is_told = True
            aside(lambda: self._tell(new, len(left), now)).join(TELL_SECONDS)
        if len(left) < self._places:
            return None
        names = "; ".join(job.name for job in left)
        return f"All places ({self._places}) are held by jobs that go on though they were given up: {names}"

    def _tell(self, jobs: list[_Job], left: int, now: float) -> None:
        for job in jobs:
            logger.warning(
                "%s %s %.0f s ago and goes on, as it sends no heartbeat, at which it would end. Nothing ends a thread from "
                "outside: %d of %d places are held by such jobs until they return, or the worker is started again",
                job.name,
                _why(job),
                now - (now if job.given_up_at is None else job.given_up_at),
                left,
                self._places,
            )

    def _is_left(self, job: _Job, now: float) -> bool:
        if job.given_up_at is None and job.context.run(activity.is_cancelled):
            job.given_up_at = now
        return job.given_up_at is not None and now - job.given_up_at >= self._patience


def _why(job: _Job) -> str:
    details = job.context.run(activity.cancellation_details)
    if details is not None and details.timed_out:
        return "timed out"
    return "was cancelled" if details is None or details.cancel_requested else "was given up by the server"

"""The processes below this one: what jobs have started, and what that started. Linux alone tells of them, in /proc."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Collection, Iterable
from typing import NamedTuple

_KILL_AFTER_SECONDS = 3.0


class Process(NamedTuple):
    pid: int
    started: int
    """In ticks since the machine began: a pid is given anew, and to another program."""


def processes_below() -> list[Process]:
    return _below([os.getpid()], _running())


def end_processes_below(but: Collection[Process]) -> None:
    """SIGTERM to all processes below this one, and SIGKILL to those that do not end.

    Each is remembered: once its parent has ended, nothing says any more that it belonged here.
    """
    known: dict[Process, None] = {}
    deadline = time.monotonic() + _KILL_AFTER_SECONDS
    while True:
        running = _running()
        left = [process for process in known if process in running]
        new = [
            process
            for process in _below([os.getpid(), *(process.pid for process in left)], running)
            if process not in known and process not in but
        ]
        if not left and not new:
            return
        if time.monotonic() >= deadline:
            _send(signal.SIGKILL, left + new)
            return
        _send(signal.SIGTERM, new)
        known.update(dict.fromkeys(new))
        time.sleep(0.05)


def _send(number: signal.Signals, processes: Iterable[Process]) -> None:
    for process in processes:
        try:
            os.kill(process.pid, number)
        except OSError:
            pass


def _below(pids: Iterable[int], running: dict[Process, int]) -> list[Process]:
    """Parents before their children: a shell that is ended starts no next command."""
    children: dict[int, list[Process]] = {}
    for process, parent in running.items():
        children.setdefault(parent, []).append(process)
    found, waiting = list[Process](), list(pids)
    for pid in waiting:
        of_one = children.pop(pid, [])
        found += of_one
        waiting += [process.pid for process in of_one]
    return found


def _running() -> dict[Process, int]:
    """The parent of each process that has not ended."""
    parents: dict[Process, int] = {}
    try:
        names = os.listdir("/proc")
    except OSError:
        return parents
    for name in filter(str.isdigit, names):
        try:
            with open(f"/proc/{name}/stat", "rb") as file:
                # What follows the program's name, which may hold anything: from the state, the third field, on.
                fields = file.read().rpartition(b")")[2].split()
            state, parent, started = fields[0], int(fields[1]), int(fields[19])
        except (OSError, ValueError, IndexError):
            continue
        if state not in (b"Z", b"X"):
            parents[Process(int(name), started)] = parent
    return parents

"""How the guard ends a worker: each in a program of its own, as the guard ends the process."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

SOURCES = str(Path(__file__).parents[1] / "src")

GUARDED = """
import logging, os, subprocess, sys, threading
from datetime import timedelta
from temporal_retrain.guard import Guard
from temporal_retrain.jobs import Jobs

logging.basicConfig()

def end_by_guard(guard):
    guard.stop()
    guard.start()
    threading.Event().wait()

def new_guard():
    # The grace time makes up for the last heartbeat: it is over at once.
    return Guard(Jobs(1, timedelta(minutes=1)), timedelta(seconds=-5))
"""

FULL_PIPE = """
os.set_blocking(2, False)
for size in (4096, 1):
    try:
        while True:
            os.write(2, b"x" * size)
    except BlockingIOError:
        pass
os.set_blocking(2, True)
# Waits in the middle of its line for a reader, and so does whoever logs after it.
threading.Thread(target=logging.warning, args=["epoch 1"], daemon=True).start()
end_by_guard(new_guard())
"""

STUBBORN = """
import signal, sys, threading
signal.signal(signal.SIGTERM, signal.SIG_IGN)
print("ready", flush=True)
threading.Event().wait(20)
print("outlived the worker", file=sys.stderr)
"""

STARTS_A_STUBBORN_ONE = """
helper = subprocess.Popen(["cat"], stdout=int(sys.argv[1]), stderr=subprocess.DEVNULL)
guard = new_guard()
# The shell ends at SIGTERM, and what it waits for is a child of init from then on.
shell = subprocess.Popen(["sh", "-c", '"$0" -c "$1"; true', sys.executable, sys.argv[2]], stdout=subprocess.PIPE)
shell.stdout.readline()
end_by_guard(guard)
"""


def started(program: str, *arguments: str, **options: Any) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-c", GUARDED + program, *arguments],
        env={**os.environ, "PYTHONPATH": SOURCES},
        stderr=subprocess.PIPE,
        **options,
    )


def test_ends_a_worker_whose_log_goes_into_a_pipe_that_nobody_reads() -> None:
    with started(FULL_PIPE) as process:
        try:
            assert process.wait(timeout=30) == 75
        finally:
            process.kill()


@pytest.mark.skipif(sys.platform != "linux", reason="processes are found on Linux alone")
def test_ends_what_jobs_started_also_below_a_shell_that_ends_first_and_leaves_what_was_there_before() -> None:
    read, write = os.pipe()
    with started(STARTS_A_STUBBORN_ONE, str(write), STUBBORN, pass_fds=[write], stdin=subprocess.PIPE) as process:
        os.close(write)
        assert process.stderr is not None and process.stdin is not None
        # The end of this pipe is the end of all that the job started.
        said = process.stderr.read().decode()
        assert process.wait(timeout=30) == 75
        assert "The grace time is over" in said
        assert "outlived" not in said
        process.stdin.write(b"still here")
        process.stdin.close()
        with os.fdopen(read, "rb") as answers:
            assert answers.read() == b"still here"

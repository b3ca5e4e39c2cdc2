from __future__ import annotations

import logging
from datetime import timedelta
from threading import Event
from typing import Any

import pytest
from temporal_retrain import FileArtifactStore, RetrainActivities
from temporal_retrain.jobs import Jobs
from temporalio.testing import ActivityEnvironment
from test_activities import JOB, Odd, stored


class Clock:
    def __init__(self) -> None:
        self.at = 0.0

    def __call__(self) -> float:
        return self.at


def trained(jobs: Jobs, trainer: Any, tmp_path: Any, environment: ActivityEnvironment) -> Any:
    return environment.run(RetrainActivities([trainer], FileArtifactStore(tmp_path), jobs).train, JOB)


def test_a_job_that_goes_on_though_it_was_given_up_is_told_once_with_the_places_it_holds(
    tmp_path: Any, caplog: pytest.LogCaptureFixture
) -> None:
    clock, environment = Clock(), ActivityEnvironment()
    jobs = Jobs(2, timedelta(seconds=60), clock)

    def hangs(context: Any) -> Any:
        assert jobs.look() is None and caplog.text == ""
        environment.cancel()
        assert jobs.look() is None
        clock.at = 59
        assert jobs.look() is None and caplog.text == ""
        clock.at = 60
        assert jobs.look() is None
        assert "retrain.train of shop:x (r1, attempt 1) was cancelled 60 s ago and goes on" in caplog.text
        assert "1 of 2 places" in caplog.text
        caplog.clear()
        clock.at = 100
        assert jobs.look() is None and caplog.text == ""
        return stored({"a": 1})(context)

    trained(jobs, Odd(hangs), tmp_path, environment)
    assert "has ended after all" in caplog.text
    assert jobs.running() == []


def test_a_worker_whose_places_are_all_held_by_such_jobs_has_a_reason_to_end(tmp_path: Any) -> None:
    clock, environment = Clock(), ActivityEnvironment()
    jobs = Jobs(1, timedelta(seconds=60), clock)
    said: list[Any] = []

    def hangs(context: Any) -> Any:
        environment.cancel()
        said.append(jobs.look())
        clock.at = 60
        said.append(jobs.look())
        return stored({"a": 1})(context)

    trained(jobs, Odd(hangs), tmp_path, environment)
    assert said[0] is None
    assert said[1].startswith("All places (1) are held by jobs that go on though they were given up: retrain.train of shop:x")


def test_a_log_that_waits_for_its_reader_keeps_no_reason_to_end_back(tmp_path: Any) -> None:
    clock, environment = Clock(), ActivityEnvironment()
    jobs, is_read = Jobs(1, timedelta(seconds=60), clock), Event()
    in_time: list[bool] = []

    class Unread(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            in_time.append(is_read.wait(20))

    def hangs(context: Any) -> Any:
        environment.cancel()
        jobs.look()
        clock.at = 60
        reason = jobs.look()
        assert reason is not None and reason.startswith("All places (1)")
        assert in_time == []
        is_read.set()
        return stored({"a": 1})(context)

    handler = Unread()
    logging.getLogger("temporal_retrain").addHandler(handler)
    try:
        trained(jobs, Odd(hangs), tmp_path, environment)
    finally:
        is_read.set()
        logging.getLogger("temporal_retrain").removeHandler(handler)


def test_a_job_that_ends_at_its_heartbeat_is_no_matter(tmp_path: Any, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.WARNING)
    jobs = Jobs(1, timedelta(0), Clock())
    trained(jobs, Odd(stored({"a": 1})), tmp_path, ActivityEnvironment())
    assert jobs.look() is None and caplog.text == ""

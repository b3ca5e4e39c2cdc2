from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest
from temporal_retrain import TrainingError
from temporalio.api.failure.v1 import Failure
from temporalio.converter import DataConverter
from temporalio.exceptions import ApplicationError
from temporalio.testing import ActivityEnvironment
from test_activities import COMPARE, JOB, Odd, evaluation, run, stored


def failed(tmp_path: Path, error: Any, name: str = "train", job: Any = JOB) -> ApplicationError:
    def raises(_: Any) -> Any:
        if callable(error) and not isinstance(error, type):
            return error()
        raise error

    with pytest.raises(ApplicationError) as caught:
        run(name, Odd(raises), tmp_path, job)
    return caught.value


def sent(error: ApplicationError) -> Failure:
    failure = Failure()
    asyncio.run(DataConverter.default.encode_failure(error, failure))
    return failure


def deep(depth: int) -> None:
    if depth == 0:
        raise ValueError("Größe fehlt " * 300) from KeyError("x" * 3000)
    deep(depth - 1)


@pytest.mark.parametrize("error", [lambda: deep(0), lambda: deep(60), TrainingError("ä" * 5000, permanent=True)])
def test_a_failure_of_any_length_is_one_that_the_server_keeps_while_it_is_tried_again(tmp_path: Path, error: Any) -> None:
    failure = sent(failed(tmp_path, error))
    # From 4 kB on the server keeps "Failure exceeds size limit." instead; the frames of whoever calls are in it too.
    assert failure.ByteSize() < 3200
    assert failure.message.endswith("…") and len(failure.message) > 350
    assert "test_failures.py" in failure.stack_trace


def test_the_log_has_what_was_cut(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    failed(tmp_path, lambda: deep(60))
    assert "Größe fehlt " * 300 in caplog.text
    caplog.clear()
    failed(tmp_path, chained)
    assert "KeyError" in caplog.text
    caplog.clear()
    failed(tmp_path, ValueError("no disk"))
    assert caplog.text == ""


def chained() -> None:
    raise ValueError("no disk") from KeyError("disk")


def look_up() -> None:
    {}["age"]


def leave() -> None:
    raise SystemExit(3)


@pytest.mark.parametrize(
    ("error", "words", "kind"),
    [
        (look_up, "KeyError: 'age'", "KeyError"),
        (AssertionError(), "AssertionError at test_failures.py:", "AssertionError"),
        (AssertionError("rows differ"), "AssertionError: rows differ", "AssertionError"),
        (leave, "SystemExit: 3", "SystemExit"),
        (KeyboardInterrupt("x"), "KeyboardInterrupt: x", "KeyboardInterrupt"),
        (MemoryError(), "MemoryError at test_failures.py:", "MemoryError"),
        (StopIteration(), "StopIteration at test_failures.py:", "StopIteration"),
        (ValueError("nan"), "ValueError: nan", "ValueError"),
        (ValueError("the column age is empty"), "the column age is empty", "ValueError"),
        (TrainingError("no disk"), "no disk", "TrainingError"),
    ],
)
def test_an_exception_whose_text_says_little_is_told_with_its_type(tmp_path: Path, error: Any, words: str, kind: str) -> None:
    caught = failed(tmp_path, error)
    assert caught.message.startswith(words) and caught.type == kind and not caught.non_retryable


def test_so_is_that_of_a_champion_that_cannot_be_evaluated(tmp_path: Path) -> None:
    results = {"old": KeyError("age"), "new": evaluation(0.9)}
    with pytest.raises(ApplicationError) as caught:
        run("compare", Odd(evaluated=results), tmp_path, COMPARE)
    assert caught.value.message == "The champion could not be evaluated: KeyError: 'age'"

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from temporal_retrain import (
    Artifact,
    DataWindow,
    EvaluateRequest,
    EvaluateResult,
    FileArtifactStore,
    JobContext,
    RetrainActivities,
    TrainRequest,
    TrainResult,
    TrainingError,
)
from temporalio.exceptions import ApplicationError
from temporalio.testing import ActivityEnvironment

WINDOW = DataWindow(1, 2, 3)
JOB: dict[str, Any] = {
    "trainer": "odd",
    "model": "shop:x",
    "retrainId": "r1",
    "kind": "full",
    "base": None,
    "hyperparameters": {},
    "seed": 1,
    "data": {"to": None, "holdoutSamples": 3},
    "options": {},
}


class Odd:
    """Returns whatever a test wants."""

    name = "odd"

    def __init__(self, trained: Any = None, evaluated: Any = None) -> None:
        self.trained, self.evaluated = trained, evaluated

    def train(self, request: TrainRequest, context: JobContext) -> TrainResult:
        if isinstance(self.trained, Exception):
            raise self.trained
        result: TrainResult = self.trained(context)
        return result

    def evaluate(self, request: EvaluateRequest, context: JobContext) -> EvaluateResult:
        result: EvaluateResult = self.evaluated[request.artifact.uri]
        if isinstance(result, Exception):
            raise result
        return result


def run(name: str, trainer: Odd, tmp_path: Path, job: Any) -> Any:
    activities = RetrainActivities([trainer], FileArtifactStore(tmp_path / "root"))
    return ActivityEnvironment().run(getattr(activities, name), job)


def stored(metrics: Any) -> Any:
    return lambda context: TrainResult(context.store.put("m.pkl", b"m"), metrics, WINDOW)


def refused(call: Any) -> ApplicationError:
    with pytest.raises(ApplicationError) as caught:
        call()
    assert caught.value.type == "TrainingError"
    return caught.value


def test_a_worker_says_which_trainers_it_has(tmp_path: Path) -> None:
    activities = RetrainActivities([Odd()], FileArtifactStore(tmp_path / "root"))
    assert activities.describe_worker in activities.all
    card = ActivityEnvironment().run(activities.describe_worker)
    assert {**card, "worker": ""} == {"worker": "", "trainers": ["odd"], "tuners": [], "sources": []}


def test_a_worker_is_told_from_another_one_of_the_same_trainers(tmp_path: Path) -> None:
    store = FileArtifactStore(tmp_path / "root")
    one, other = (RetrainActivities([Odd()], store).describe_worker for _ in range(2))
    ids = [ActivityEnvironment().run(ask)["worker"] for ask in (one, one, other)]
    assert ids[0] == ids[1] != ids[2]


def test_a_training_comes_back_as_the_contract_says(tmp_path: Path) -> None:
    result = run("train", Odd(stored({"accuracy": 0.9})), tmp_path, JOB)
    assert result["metrics"] == {"accuracy": 0.9}
    assert result["dataWindow"] == {"from": 1, "to": 2, "samples": 3}
    assert set(result["artifact"]) == {"uri", "sha256", "bytes"}


async def unawaited(_: Any) -> None:
    return None


@pytest.mark.parametrize(
    ("trained", "words"),
    [
        (stored({}), "at least one metric"),
        (stored({"accuracy": math.nan}), "finite number, got `nan`"),
        (stored({"accuracy": math.inf}), "finite number"),
        (stored({"accuracy": "0.9"}), "finite number"),
        (stored(None), "at least one metric"),
        (lambda _: {"metrics": {"accuracy": 1}}, "expected a TrainResult, got `dict`"),
        (lambda _: None, "expected a TrainResult"),
        (unawaited, "write `def train`, not `async def`"),
        (lambda _: TrainResult(Artifact("file:///etc/hostname", "0" * 64, 1), {"a": 1}, WINDOW), "to lie in"),
        (lambda _: TrainResult(Artifact("../m.pkl", "0" * 64, 1), {"a": 1}, WINDOW), "to lie in"),
    ],
)
def test_what_cannot_be_used_is_refused_for_good_with_a_sentence(tmp_path: Path, trained: Any, words: str) -> None:
    error = refused(lambda: run("train", Odd(trained), tmp_path, JOB))
    assert words in error.message and error.non_retryable


@pytest.mark.parametrize("permanent", [True, False])
def test_a_trainer_says_itself_whether_a_retry_can_help(tmp_path: Path, permanent: bool) -> None:
    error = refused(lambda: run("train", Odd(TrainingError("no disk", permanent=permanent)), tmp_path, JOB))
    assert (error.message, error.non_retryable) == ("no disk", permanent)


@pytest.mark.parametrize(
    "change", [{"trainer": "none"}, {"kind": "half"}, {"seed": "x"}, {"data": None}, {"base": {"uri": 1}}, {"options": []}]
)
def test_a_job_that_cannot_be_read_is_refused_for_good(tmp_path: Path, change: Any) -> None:
    assert refused(lambda: run("train", Odd(stored({"a": 1})), tmp_path, {**JOB, **change})).non_retryable


def reference(name: str) -> dict[str, Any]:
    return {"uri": name, "sha256": "0" * 64, "bytes": 1}


def evaluation(accuracy: float, **more: Any) -> EvaluateResult:
    return EvaluateResult({"accuracy": accuracy}, 3, more.pop("holdout", WINDOW), **more)


COMPARE = {**JOB, "champion": reference("old"), "challenger": reference("new")}


def test_both_models_are_compared_and_only_the_summary_of_their_losses_travels(tmp_path: Path) -> None:
    results = {"old": evaluation(0.5, losses=[1.0, 2.0, 3.0]), "new": evaluation(0.9, losses=[0.5, 1.0, 2.0])}
    compared = run("compare", Odd(evaluated=results), tmp_path, COMPARE)
    assert compared["champion"] == {"metrics": {"accuracy": 0.5}, "samples": 3}
    assert compared["challenger"]["metrics"] == {"accuracy": 0.9}
    assert compared["paired"]["samples"] == 3 and compared["paired"]["meanGain"] == pytest.approx(2.5 / 3)


def test_numbers_of_numpy_are_numbers(tmp_path: Path) -> None:
    window = DataWindow(np.float32(1), np.int64(2), np.int64(3))
    trained = run(
        "train",
        Odd(lambda context: TrainResult(context.store.put("m.pkl", b"m"), {"accuracy": np.float32(0.5)}, window)),
        tmp_path,
        JOB,
    )
    odd: Any = {"losses": np.array([1, 2, 3], dtype=np.float32), "slices": {"eu": {"accuracy": np.float16(0.5)}}}
    result = EvaluateResult({"accuracy": np.int64(1)}, np.int64(3), window, latency_ms_p95=np.float32(2), **odd)
    compared = run("compare", Odd(evaluated={"old": result, "new": result}), tmp_path, COMPARE)
    assert json.loads(json.dumps(trained))["metrics"] == {"accuracy": 0.5}
    assert json.loads(json.dumps(compared))["champion"] == {
        "metrics": {"accuracy": 1, "latencyMsP95": 2},
        "samples": 3,
        "slices": {"eu": {"accuracy": 0.5}},
    }


@pytest.mark.parametrize(("accuracy", "asks"), [(np.float32("nan"), True), (math.inf, True), ("0.9", False), (None, False)])
def test_only_a_number_that_is_not_finite_is_asked_whether_it_diverged(tmp_path: Path, accuracy: Any, asks: bool) -> None:
    error = refused(lambda: run("train", Odd(stored({"accuracy": accuracy})), tmp_path, JOB))
    assert ("did it diverge?" in error.message) == asks


def test_another_number_of_rows_is_refused_for_good_though_the_windows_are_the_same(tmp_path: Path) -> None:
    old, new = (EvaluateResult({"a": 1}, count, WINDOW, losses=[1.0] * count) for count in (3, 2))
    error = refused(lambda: run("compare", Odd(evaluated={"old": old, "new": new}), tmp_path, COMPARE))
    assert "same held-out rows, got 3 of" in error.message and error.non_retryable


def test_a_first_model_has_nothing_to_be_compared_with(tmp_path: Path) -> None:
    compared = run("compare", Odd(evaluated={"new": evaluation(0.9)}), tmp_path, {**COMPARE, "champion": None})
    assert compared["champion"] is None and compared["paired"] is None


def test_a_champion_that_cannot_be_evaluated_is_an_error_and_never_a_pass(tmp_path: Path) -> None:
    results = {"old": TrainingError("gone", permanent=True), "new": evaluation(0.9)}
    error = refused(lambda: run("compare", Odd(evaluated=results), tmp_path, COMPARE))
    assert error.message == "The champion could not be evaluated: gone" and error.non_retryable


def test_a_champion_whose_file_is_gone_is_named_as_what_failed(tmp_path: Path) -> None:
    results = {"old": FileNotFoundError("no such file"), "new": evaluation(0.9)}
    error = refused(lambda: run("compare", Odd(evaluated=results), tmp_path, COMPARE))
    assert error.message == "The champion could not be evaluated: no such file" and not error.non_retryable


@pytest.mark.parametrize(
    "new",
    [
        evaluation(math.nan),
        evaluation(0.9, losses=[1.0]),
        evaluation(0.9, losses=[1.0, math.nan, 1.0]),
        evaluation(0.9, slices={"eu": {}}),
        evaluation(0.9, holdout=DataWindow(1, 2, 4)),
        evaluation(0.9, holdout=None),
        evaluation(0.9, latency_ms_p95=math.nan),
        EvaluateResult({"accuracy": 1}, -1, WINDOW),
        {"accuracy": 1},
    ],
)
def test_an_evaluation_that_cannot_be_used_is_refused(tmp_path: Path, new: Any) -> None:
    refused(lambda: run("compare", Odd(evaluated={"old": evaluation(0.5), "new": new}), tmp_path, COMPARE))


def test_names_of_trainers_must_differ(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="differ"):
        RetrainActivities([Odd(), Odd()], FileArtifactStore(tmp_path))

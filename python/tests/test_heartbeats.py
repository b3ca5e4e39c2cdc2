from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from temporal_retrain import FileArtifactStore, Progress, RetrainActivities, beat, store
from temporalio.exceptions import CancelledError
from temporalio.testing import ActivityEnvironment
from test_activities import JOB, Odd, stored


def beats(tmp_path: Path, work: Any) -> list[Any]:
    sent: list[Any] = []
    environment = ActivityEnvironment()
    environment.on_heartbeat = lambda *details: sent.append(details[0])

    def train(context: Any) -> Any:
        work(context)
        return stored({"a": 1})(context)

    activities = RetrainActivities([Odd(train)], FileArtifactStore(tmp_path / "root"))
    environment.run(activities.train, JOB)
    return sent


def test_a_message_of_any_length_is_cut_and_fails_no_training(tmp_path: Path) -> None:
    [sent, *_] = beats(tmp_path, lambda context: context.heartbeat(Progress(0.5, "ä" * 3_000_000)))
    assert sent["fraction"] == 0.5
    assert sent["message"].startswith("ää") and sent["message"].endswith("…") and len(json.dumps(sent)) < 10_000


@pytest.mark.parametrize("odd", [math.nan, math.inf, np.float32("nan")])
def test_a_score_that_is_no_number_is_left_out_as_json_has_none(tmp_path: Path, odd: Any) -> None:
    [sent, *_] = beats(tmp_path, lambda context: context.heartbeat(Progress(odd, "epoch 1", odd)))
    assert sent == {"fraction": 0.0, "message": "epoch 1"}


def test_numbers_of_numpy_are_numbers(tmp_path: Path) -> None:
    [sent, *_] = beats(tmp_path, lambda context: context.heartbeat(Progress(np.float32(0.5), "epoch 1", np.float32(0.25))))
    assert json.loads(json.dumps(sent)) == {"fraction": 0.5, "message": "epoch 1", "score": 0.25}


def test_a_store_sends_heartbeats_between_the_parts_of_something_large(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(store, "_PART_BYTES", 10)

    def work(context: Any) -> None:
        context.heartbeat(Progress(0.5, "epoch 5"))
        context.store.get(context.store.put("large.bin", b"x" * 95))

    sent = beats(tmp_path, work)
    # Nine between the ten parts: of its digest, copy, reading and digest again. What was said last goes on being said.
    assert len(sent) == 1 + 4 * 9 and all(each["message"] == "epoch 5" for each in sent)


def test_one_that_is_cancelled_meanwhile_leaves_no_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(store, "_PART_BYTES", 10)
    environment = ActivityEnvironment()

    def train(context: Any) -> Any:
        environment.on_heartbeat = lambda *_: environment.cancel()
        return context.store.put("large.bin", b"x" * 95)

    with pytest.raises(CancelledError):
        environment.run(RetrainActivities([Odd(train)], FileArtifactStore(tmp_path)).train, JOB)
    assert list(tmp_path.iterdir()) == []


def test_a_store_that_nobody_waits_for_sends_none(tmp_path: Path) -> None:
    own = FileArtifactStore(tmp_path)
    content = b"x" * 100
    assert own.get(own.put("model.bin", content)) == content
    beat()

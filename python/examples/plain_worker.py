"""A trainer of your own, with nothing but Python's standard library: rain tomorrow, by logistic regression, kept as JSON.

    TASK_QUEUE=train-python ARTIFACTS=./models python <this file>

`train` and `evaluate` are `def`, never `async def`: the worker runs each in a thread of its own.
"""

from __future__ import annotations

import asyncio
import csv
import json
import math
import os
import random
import sys
from collections.abc import Mapping, Sequence
from datetime import datetime, timezone
from typing import Any, NamedTuple

from temporal_retrain import (
    EvaluateRequest,
    EvaluateResult,
    FileArtifactStore,
    JobContext,
    NoServerError,
    Progress,
    TrainingError,
    TrainRequest,
    TrainResult,
    run_worker,
    split_rows,
)
from temporal_retrain.rows import window_of
from temporal_retrain.store import safe_part

FIRST_DAY_MS = datetime(1949, 1, 1, tzinfo=timezone.utc).timestamp() * 1000


class Row(NamedTuple):
    time: float
    features: list[float]
    rain: int


class PlainTrainer:
    name = "plain-rain"

    def train(self, request: TrainRequest, context: JobContext) -> TrainResult:
        rows, times = read_rows(request.options)
        split = split_rows(times, request.data)
        fit, validation = rows_in(rows, split.fit), rows_in(rows, split.validation)
        if len(fit) < 100:
            # No retry helps, whatever the hyper-parameters are.
            raise TrainingError(f"Expected at least 100 rows to train on, got {len(fit)}", every_trial=True)
        # A soft retrain continues from the champion; a full one starts from nothing.
        is_soft = request.kind == "soft" and request.base is not None
        weights = load_model(context, request.base) if is_soft else [0.0] * (len(fit[0].features) + 1)
        rate, epochs = request.hyperparameters.get("rate", 0.05), request.hyperparameters.get("epochs", 5)
        shuffled = random.Random(request.seed)
        for epoch in range(epochs):
            shuffled.shuffle(fit)
            for at, row in enumerate(fit):
                if at % 1_000 == 0:
                    # Says that it is alive, and raises when it is to stop.
                    context.heartbeat(Progress((epoch + at / len(fit)) / epochs, f"epoch {epoch + 1} of {epochs}"))
                error = chance(weights, row) - row.rain
                for k, x in enumerate([*row.features, 1.0]):
                    weights[k] -= rate * error * x
        metrics, _ = score(weights, validation or fit)
        trial = [] if request.trial is None else [f"trial-{request.trial}"]
        place = "/".join(safe_part(part) for part in (request.model, request.retrain_id, *trial))
        # An attempt that was given up may still write: each has a place of its own.
        content = json.dumps({"weights": weights}).encode()
        artifact = context.store.put(f"models/{place}/attempt-{request.attempt}/model.json", content)
        return TrainResult(artifact, metrics, window_of(times, split.fit))

    def evaluate(self, request: EvaluateRequest, context: JobContext) -> EvaluateResult:
        rows, times = read_rows(request.options)
        holdout = split_rows(times, request.data).holdout
        if len(holdout) == 0:
            raise TrainingError("Expected held-out rows to evaluate on, found none; widen the data window", permanent=True)
        metrics, losses = score(load_model(context, request.artifact), rows_in(rows, holdout))
        return EvaluateResult(metrics, len(holdout), window_of(times, holdout), losses)


def read_rows(options: Mapping[str, Any]) -> tuple[list[Row], list[float]]:
    """Every row, oldest first, and their times. Columns: day, eight measurements, and whether it rained on the next day."""
    with open(options["csv"], newline="") as file:
        cells = [[float(cell) for cell in row] for row in list(csv.reader(file))[1:]]
    rows = sorted(Row(FIRST_DAY_MS + row[0] * 86_400_000, row[1:-1], int(row[-1])) for row in cells)
    return rows, [row.time for row in rows]


def rows_in(rows: Sequence[Row], numbers: range) -> list[Row]:
    return list(rows[numbers.start : numbers.stop])


def load_model(context: JobContext, artifact: Any) -> list[float]:
    weights: list[float] = json.loads(context.store.get(artifact))["weights"]
    return weights


def chance(weights: Sequence[float], row: Row) -> float:
    z = weights[-1] + sum(w * x for w, x in zip(weights, row.features))
    return 1 / (1 + math.exp(-max(-500.0, min(500.0, z))))


def score(weights: Sequence[float], rows: Sequence[Row]) -> tuple[dict[str, float], list[float]]:
    """Metrics, and one loss a row: the gate compares two versions row by row."""
    chances = [chance(weights, row) for row in rows]
    losses = [-math.log(max(1e-15, p if row.rain else 1 - p)) for p, row in zip(chances, rows)]
    right = sum((p >= 0.5) == bool(row.rain) for p, row in zip(chances, rows))
    return {"accuracy": right / len(rows), "logLoss": sum(losses) / len(rows)}, losses


if __name__ == "__main__":
    try:
        asyncio.run(
            run_worker(
                [PlainTrainer()],
                FileArtifactStore(os.environ.get("ARTIFACTS", "./models")),
                task_queue=os.environ.get("TASK_QUEUE", "train-python"),
                on_ready=lambda: print("ready", flush=True),
            )
        )
    except NoServerError as error:
        sys.exit(str(error))

"""Will it rain tomorrow? 50 years at one airport, on a separate task queue: TypeScript decides, this worker trains.

    TASK_QUEUE=train-python ARTIFACTS=./models python <this file>
"""

from __future__ import annotations

import asyncio
import csv
import os
import sys
from collections.abc import Mapping
from datetime import datetime, timezone
from typing import Any

import numpy as np
from sklearn.linear_model import SGDClassifier

from temporal_retrain import FileArtifactStore, NoServerError, run_worker
from temporal_retrain.sklearn import SklearnTrainer, Table

FIRST_DAY_MS = datetime(1949, 1, 1, tzinfo=timezone.utc).timestamp() * 1000


def load(options: Mapping[str, Any]) -> Table:
    """Columns: day, eight measurements, and whether it rained on the next day."""
    with open(options["csv"], newline="") as file:
        rows = np.array([[float(cell) for cell in row] for row in list(csv.reader(file))[1:]])
    return Table(FIRST_DAY_MS + rows[:, 0] * 86_400_000, rows[:, 1:-1], rows[:, -1].astype(np.int64))


def build(params: Mapping[str, Any], seed: int) -> SGDClassifier:
    return SGDClassifier(loss="log_loss", random_state=seed, alpha=params.get("alpha", 0.0001))


if __name__ == "__main__":
    try:
        asyncio.run(
            run_worker(
                [SklearnTrainer("rain", load, build)],
                FileArtifactStore(os.environ.get("ARTIFACTS", "./models")),
                task_queue=os.environ.get("TASK_QUEUE", "train-python"),
                on_ready=lambda: print("ready", flush=True),
            )
        )
    except NoServerError as error:
        sys.exit(str(error))

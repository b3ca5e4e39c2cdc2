"""What tests of the trainer for scikit-learn share: a context, a store, tables that drift, and how a model does."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any

import numpy as np
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.linear_model import SGDClassifier
from sklearn.neural_network import MLPClassifier
from temporal_retrain import Artifact, DataSelection, EvaluateRequest, Progress, TrainRequest
from temporal_retrain.sklearn import SklearnTrainer, Table


class Killed(Exception):
    pass


class Context:
    """Remembers beats, and dies at one of them as a process would."""

    def __init__(self, store: Any, die_at: int | None = None) -> None:
        self.store, self.die_at = store, die_at
        self.beats: list[Progress] = []
        self.logs: list[str] = []

    def heartbeat(self, progress: Progress) -> None:
        self.beats.append(progress)
        if len(self.beats) == self.die_at:
            raise Killed

    def log(self, message: str, fields: Mapping[str, Any] | None = None) -> None:
        self.logs.append(message)


class BucketStore:
    """An object store as S3 is one: keys and bytes, no folders. Trainers need nothing else."""

    def __init__(self) -> None:
        self.objects: dict[str, bytes] = {}

    def put(self, name: str, content: bytes) -> Artifact:
        sha256 = hashlib.sha256(content).hexdigest()
        self.objects[f"{name}.{sha256}"] = content
        return Artifact(f"s3://models/{name}.{sha256}", sha256, len(content))

    def get(self, artifact: Artifact) -> bytes:
        return self.objects[artifact.uri.removeprefix("s3://models/")]

    def save(self, key: str, content: bytes) -> str:
        self.objects[key] = content
        return f"s3://models/{key}"

    def load(self, key: str) -> bytes | None:
        return self.objects.get(key)


def table(options: Mapping[str, Any]) -> Table:
    """Two classes whose border turns after row 2,000: the drift."""
    rng = np.random.default_rng(5)
    features = rng.normal(size=(3000, 3))
    turned = np.arange(3000) >= options.get("turn", 2000)
    border = np.where(turned, features[:, 0] - features[:, 1], features[:, 0] + features[:, 1])
    labels = (border + rng.normal(scale=0.2, size=3000) > 0).astype(np.int64)
    return Table(np.arange(3000, dtype=np.float64), features, labels)


def linear(params: Mapping[str, Any], seed: int) -> Any:
    return SGDClassifier(loss="log_loss", random_state=seed, **params)


def boosted(params: Mapping[str, Any], seed: int) -> Any:
    return HistGradientBoostingClassifier(max_iter=10, random_state=seed, early_stopping=False, **params)


def network(params: Mapping[str, Any], seed: int) -> Any:
    return MLPClassifier(random_state=seed, **{"hidden_layer_sizes": 3, **params})


TRAINER = SklearnTrainer("own", table, linear)
FULL = TrainRequest("shop:x", "monitor/shop:x/retrain/1", 1, "full", None, {"epochs": 5}, 7, DataSelection(200, end=1999), {})


def accuracy(trainer: SklearnTrainer, context: Context, artifact: Artifact, end: float) -> float:
    data = DataSelection(200, end=end)
    return trainer.evaluate(EvaluateRequest("shop:x", "r", artifact, data, {}), context).metrics["accuracy"]

"""What a trainer returns, checked before it is sent: JSON has no NaN, and a broken payload says less than a sentence."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from .contract import Artifact, EvaluateResult, TrainResult
from .errors import TrainingError
from .store import ArtifactStore


def check_train_result(result: object, trainer: str, store: ArtifactStore) -> TrainResult:
    if not isinstance(result, TrainResult):
        raise _unusable(trainer, f"expected a TrainResult, got `{type(result).__name__}`")
    _check_metrics(trainer, "metrics", result.metrics)
    if not isinstance(result.artifact, Artifact):
        raise _unusable(trainer, "expected `artifact` to be an Artifact of the store")
    # Reads it back: it is there, whole, and inside the store.
    store.get(result.artifact)
    return result


def check_evaluate_result(result: object, trainer: str) -> EvaluateResult:
    if not isinstance(result, EvaluateResult):
        raise _unusable(trainer, f"expected an EvaluateResult, got `{type(result).__name__}`")
    _check_metrics(trainer, "metrics", result.metrics)
    for slice_name, metrics in (result.slices or {}).items():
        _check_metrics(trainer, f"slices.{slice_name}", metrics)
    if result.losses is not None:
        if len(result.losses) != result.samples:
            raise _unusable(trainer, f"expected one loss a held-out row, got {len(result.losses)} for {result.samples}")
        if not all(_is_finite(loss) for loss in result.losses):
            raise _unusable(trainer, "expected `losses` to be finite; did the model diverge?")
    return result


def _check_metrics(trainer: str, name: str, metrics: object) -> None:
    if not isinstance(metrics, Mapping) or not metrics:
        raise _unusable(trainer, f"expected `{name}` to have at least one metric, got `{metrics!r}`")
    for metric, value in metrics.items():
        if not _is_finite(value):
            raise _unusable(trainer, f"expected `{name}.{metric}` to be a finite number, got `{value!r}`; did it diverge?")


def _is_finite(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool) and math.isfinite(value)


def _unusable(trainer: str, what: str) -> TrainingError:
    return TrainingError(f"Trainer `{trainer}` returned what cannot be used: {what}", permanent=True)

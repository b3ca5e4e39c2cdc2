"""Checks what a trainer returns before it is sent: JSON has no NaN, and a clear error beats a broken payload.

NumPy numbers are accepted; the checks return plain Python values, which JSON can carry.
"""

from __future__ import annotations

import math
from collections.abc import Coroutine, Mapping
from dataclasses import replace
from numbers import Integral, Real
from typing import Any

from .contract import Artifact, DataWindow, EvaluateResult, TrainResult
from .errors import TrainingError
from .store import ArtifactStore


def check_train_result(result: object, trainer: str, store: ArtifactStore) -> TrainResult:
    if not isinstance(result, TrainResult):
        raise _unusable(trainer, f"expected a TrainResult, got `{type(result).__name__}`{_await_hint(result, 'train')}")
    metrics = _metrics(trainer, "metrics", result.metrics)
    if not isinstance(result.artifact, Artifact):
        raise _unusable(trainer, "expected `artifact` to be an Artifact of the store")
    # Reads it back: it exists, is complete, and is inside the store.
    store.get(result.artifact)
    return replace(result, metrics=metrics, data_window=_window(trainer, "data_window", result.data_window))


def check_evaluate_result(result: object, trainer: str) -> EvaluateResult:
    if not isinstance(result, EvaluateResult):
        raise _unusable(trainer, f"expected an EvaluateResult, got `{type(result).__name__}`{_await_hint(result, 'evaluate')}")
    samples = _count(trainer, "samples", result.samples)
    slices, losses, latency = result.slices, result.losses, result.latency_ms_p95
    return EvaluateResult(
        _metrics(trainer, "metrics", result.metrics),
        samples,
        _window(trainer, "holdout", result.holdout),
        None if losses is None else _losses(trainer, losses, samples),
        None if slices is None else {name: _metrics(trainer, f"slices.{name}", each) for name, each in slices.items()},
        None if latency is None else _finite(trainer, "latency_ms_p95", latency),
    )


def _losses(trainer: str, losses: Any, samples: int) -> list[float]:
    if len(losses) != samples:
        raise _unusable(trainer, f"expected one loss per held-out row, got {len(losses)} for {samples}")
    if not all(_is_finite(loss) for loss in losses):
        raise _unusable(trainer, "expected `losses` to be finite; did the model diverge?")
    return [float(loss) for loss in losses]


def _metrics(trainer: str, name: str, metrics: object) -> dict[str, float]:
    if not isinstance(metrics, Mapping) or not metrics:
        raise _unusable(trainer, f"expected `{name}` to have at least one metric, got `{metrics!r}`")
    return {metric: _finite(trainer, f"{name}.{metric}", value) for metric, value in metrics.items()}


def _window(trainer: str, name: str, window: object) -> DataWindow:
    if not isinstance(window, DataWindow):
        raise _unusable(trainer, f"expected `{name}` to be a DataWindow, got `{type(window).__name__}`")
    start = None if window.start is None else _finite(trainer, f"{name}.start", window.start)
    end = None if window.end is None else _finite(trainer, f"{name}.end", window.end)
    return DataWindow(start, end, _count(trainer, f"{name}.samples", window.samples), window.digest)


def _finite(trainer: str, name: str, value: Any) -> float:
    if _is_finite(value):
        return float(value)
    hint = "; did it diverge?" if isinstance(value, Real) else ""
    raise _unusable(trainer, f"expected `{name}` to be a finite number, got `{value!r}`{hint}")


def _count(trainer: str, name: str, value: Any) -> int:
    if isinstance(value, Integral) and not isinstance(value, bool) and int(value) >= 0:
        return int(value)
    raise _unusable(trainer, f"expected `{name}` to be a count of rows, got `{value!r}`")


def _is_finite(value: Any) -> bool:
    return isinstance(value, Real) and not isinstance(value, bool) and math.isfinite(value)


def _unusable(trainer: str, what: str) -> TrainingError:
    return TrainingError(f"Trainer `{trainer}` returned what cannot be used: {what}", permanent=True)


def _await_hint(result: object, method: str) -> str:
    if not isinstance(result, Coroutine):
        return ""
    # Nobody will wait for it, which Python would warn of in the log.
    result.close()
    return f": `{method}` runs in a thread of its own, so write `def {method}`, not `async def`"

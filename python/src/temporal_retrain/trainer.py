from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from .contract import EvaluateRequest, EvaluateResult, TrainRequest, TrainResult
from .failures import cut
from .store import ArtifactStore


@dataclass(frozen=True)
class Progress:
    fraction: float
    """0 to 1."""
    message: str
    """A line for people. One of more than 1,000 bytes is cut."""
    score: float | None = None
    """Intermediate value of the objective. NaN is left out."""
    checkpoint: str | None = None
    """Where to resume: a reference into the store, never the checkpoint itself."""

    def to_json(self) -> dict[str, Any]:
        """As a heartbeat carries it: JSON has no NaN, and a server refuses a heartbeat of megabytes and the training with it."""
        fields = {
            "fraction": _finite(self.fraction) or 0.0,
            "message": cut(str(self.message), _MESSAGE_BYTES),
            "score": _finite(self.score),
            "checkpoint": self.checkpoint,
        }
        return {name: value for name, value in fields.items() if value is not None}


_MESSAGE_BYTES = 1000


def _finite(value: Any) -> float | None:
    return float(value) if value is not None and math.isfinite(value) else None


class JobContext(Protocol):
    """What a running job gets from its worker."""

    store: ArtifactStore

    def heartbeat(self, progress: Progress) -> None:
        """Reports progress and shows that the job is alive: call it every few seconds.

        Raises when the retrain is cancelled or timed out, or the worker shuts down: leave nothing half-written.
        """
        ...

    def log(self, message: str, fields: Mapping[str, Any] | None = None) -> None: ...


class Trainer(Protocol):
    """Trains and evaluates. Raise `TrainingError` with `permanent=True` when no retry can help."""

    @property
    def name(self) -> str: ...

    def train(self, request: TrainRequest, context: JobContext) -> TrainResult: ...

    def evaluate(self, request: EvaluateRequest, context: JobContext) -> EvaluateResult:
        """Must read the same held-out rows for every artifact with the same `data`."""
        ...

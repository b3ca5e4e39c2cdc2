"""What crosses the task queue: the JSON of `activities/contract.ts` on the TypeScript side, as dataclasses."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from .errors import TrainingError

Json = dict[str, Any]


@dataclass(frozen=True)
class Artifact:
    """Where a trained model is stored. Only this reference is sent; the bytes never enter the event history."""

    uri: str
    sha256: str
    bytes: int

    @staticmethod
    def read(value: Any, name: str = "artifact") -> Artifact:
        fields = _object(value, name)
        return Artifact(
            _field(fields, "uri", str, name), _field(fields, "sha256", str, name), _field(fields, "bytes", int, name)
        )

    def to_json(self) -> Json:
        return {"uri": self.uri, "sha256": self.sha256, "bytes": self.bytes}


@dataclass(frozen=True)
class DataWindow:
    """Which rows were used; event times are epoch milliseconds. `digest` changes when the rows change."""

    start: float | None
    end: float | None
    samples: int
    digest: str | None = None

    def to_json(self) -> Json:
        window: Json = {"from": self.start, "to": self.end, "samples": self.samples}
        return window if self.digest is None else {**window, "digest": self.digest}


@dataclass(frozen=True)
class DataSelection:
    """Which data a run may use. A trainer must never read rows later than `end`."""

    holdout_samples: int
    end: float | None = None
    start: float | None = None
    last_samples: int | None = None
    last_ms: float | None = None

    @staticmethod
    def read(value: Any) -> DataSelection:
        fields = _object(value, "data")
        return DataSelection(
            holdout_samples=_field(fields, "holdoutSamples", int, "data"),
            end=fields.get("to"),
            start=fields.get("from"),
            last_samples=fields.get("lastSamples"),
            last_ms=fields.get("lastMs"),
        )


@dataclass(frozen=True)
class TrainRequest:
    model: str
    retrain_id: str
    attempt: int
    """Grows with every attempt at this retrain: a zombie of an earlier one must overwrite nothing."""
    kind: Literal["soft", "full"]
    """`soft` continues from `base`; `full` starts from scratch."""
    base: Artifact | None
    hyperparameters: Mapping[str, Any]
    seed: int
    data: DataSelection
    options: Mapping[str, Any]
    trial: int | None = None
    """Number of the tuner's trial: score it on a validation split, and keep its artifact separate."""
    metric: str | None = None
    """The metric that the study optimises; progress reports it as `score`."""

    @property
    def name(self) -> str:
        """Of this attempt, and of no other attempt, trial or retrain: stores take it as the beginning of a name."""
        trial = "" if self.trial is None else f"/trial-{self.trial}"
        return f"{self.retrain_id}{trial}/attempt-{self.attempt}"

    @staticmethod
    def read(job: Any, attempt: int) -> TrainRequest:
        fields = _object(job, "job")
        kind = fields.get("kind")
        if kind not in ("soft", "full"):
            raise _unreadable("job.kind", "soft or full", kind)
        trial = fields.get("trial")
        base = fields.get("base")
        return TrainRequest(
            model=_field(fields, "model", str, "job"),
            retrain_id=_field(fields, "retrainId", str, "job"),
            attempt=attempt,
            kind=kind,
            base=None if base is None else Artifact.read(base, "job.base"),
            hyperparameters=_object(fields.get("hyperparameters"), "job.hyperparameters"),
            seed=_field(fields, "seed", int, "job"),
            data=DataSelection.read(fields.get("data")),
            options=_object(fields.get("options"), "job.options"),
            trial=None if trial is None else _field(_object(trial, "job.trial"), "number", int, "job.trial"),
            metric=None if trial is None else trial.get("metric"),
        )


@dataclass(frozen=True)
class TrainResult:
    artifact: Artifact
    metrics: Mapping[str, float]
    """On a validation split within the training data, never on the held-out rows."""
    data_window: DataWindow


@dataclass(frozen=True)
class EvaluateRequest:
    model: str
    retrain_id: str
    artifact: Artifact
    data: DataSelection
    options: Mapping[str, Any]


@dataclass(frozen=True)
class EvaluateResult:
    metrics: Mapping[str, float]
    samples: int
    holdout: DataWindow
    losses: list[float] | None = None
    """Per held-out row, in one fixed order for every model: a loss, smaller is better. For the significance test."""
    slices: Mapping[str, Mapping[str, float]] | None = None
    latency_ms_p95: float | None = None


def _object(value: Any, name: str) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise _unreadable(name, "an object", value)
    return value


def _field(fields: Mapping[str, Any], key: str, kind: type[Any], name: str) -> Any:
    value = fields.get(key)
    if not isinstance(value, kind) or isinstance(value, bool):
        raise _unreadable(f"{name}.{key}", f"of type {kind.__name__}", value)
    return value


def _unreadable(name: str, wanted: str, got: Any) -> TrainingError:
    return TrainingError(f"Expected `{name}` to be {wanted}, got `{str(got)[:80]}`", permanent=True)

"""Trainers in Python for temporal-retrain: TypeScript decides, Python trains."""

from .activities import RetrainActivities
from .beats import beat
from .contract import (
    Artifact,
    DataSelection,
    DataWindow,
    EvaluateRequest,
    EvaluateResult,
    TrainRequest,
    TrainResult,
)
from .errors import NoServerError, TrainingError
from .rows import RowSplit, split_rows
from .store import ArtifactStore, FileArtifactStore, safe_part
from .trainer import JobContext, Progress, Trainer
from .worker import run_worker

__all__ = [
    "Artifact",
    "ArtifactStore",
    "DataSelection",
    "DataWindow",
    "EvaluateRequest",
    "EvaluateResult",
    "FileArtifactStore",
    "JobContext",
    "NoServerError",
    "Progress",
    "RetrainActivities",
    "RowSplit",
    "TrainRequest",
    "TrainResult",
    "Trainer",
    "TrainingError",
    "beat",
    "run_worker",
    "safe_part",
    "split_rows",
]

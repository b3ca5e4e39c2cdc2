"""The activities that `activities/contract.ts` names, for Temporal's Python worker."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from typing import Any
from uuid import uuid4

from temporalio import activity
from temporalio.exceptions import CancelledError

from .beats import beating
from .bootstrap import paired_bootstrap
from .check import check_evaluate_result, check_train_result
from .contract import Artifact, DataSelection, EvaluateRequest, EvaluateResult, TrainRequest
from .errors import TrainingError
from .failures import failures, words
from .jobs import Jobs
from .store import ArtifactStore
from .trainer import Progress, Trainer


class RetrainActivities:
    """Give `all` to the `activities` of a `Worker`, with a `ThreadPoolExecutor`: training blocks its thread."""

    def __init__(self, trainers: Sequence[Trainer], store: ArtifactStore, jobs: Jobs | None = None) -> None:
        self._trainers = {trainer.name: trainer for trainer in trainers}
        if len(self._trainers) != len(trainers):
            raise ValueError("Expected the names of the trainers to differ")
        self._store = store
        self._jobs = jobs
        # Tells this worker from others on its queue.
        self._worker = str(uuid4())

    @property
    def all(self) -> list[Any]:
        return [self.train, self.compare, self.propose, self.describe_worker]

    # Cancellation takes effect at heartbeats: an exception thrown into native code would corrupt it.
    @activity.defn(name="retrain.train", no_thread_cancel_exception=True)
    def train(self, job: dict[str, Any]) -> dict[str, Any]:
        with self._place("retrain.train", job), failures():
            trainer = self._trainer_of(job)
            request = TrainRequest.read(job, activity.info().attempt)
            context = _Context(self._store)
            with beating(context.beat):
                result = check_train_result(trainer.train(request, context), trainer.name, self._store)
            return {
                "artifact": result.artifact.to_json(),
                "metrics": dict(result.metrics),
                "dataWindow": result.data_window.to_json(),
            }

    @activity.defn(name="retrain.compare", no_thread_cancel_exception=True)
    def compare(self, job: dict[str, Any]) -> dict[str, Any]:
        """Both models on the same held-out rows. The rows' losses stay here; only their summary is sent."""
        with self._place("retrain.compare", job), failures():
            trainer = self._trainer_of(job)
            context = _Context(self._store)

            def evaluate(artifact: Any) -> EvaluateResult:
                context.heartbeat(Progress(0, "evaluating"))
                data = DataSelection.read(job.get("data"))
                reference = Artifact.read(artifact)
                request = EvaluateRequest(job["model"], job["retrainId"], reference, data, job["options"])
                with beating(context.beat):
                    return check_evaluate_result(trainer.evaluate(request, context), trainer.name)

            champion = None
            if job.get("champion") is not None:
                try:
                    champion = evaluate(job["champion"])
                except CancelledError:
                    raise
                except Exception as error:
                    # Never a pass.
                    permanent = isinstance(error, TrainingError) and error.permanent
                    message = f"The champion could not be evaluated: {words(error)}"
                    raise TrainingError(message, permanent=permanent) from error
            challenger = evaluate(job.get("challenger"))
            if champion is not None:
                _require_same_rows(champion, challenger)
            paired = None
            if champion is not None and champion.losses and challenger.losses:
                paired = paired_bootstrap(
                    champion.losses,
                    challenger.losses,
                    seed=int(job["seed"]),
                    beat=lambda: context.heartbeat(Progress(0.9, "testing the difference")),
                )
            return {
                "champion": None if champion is None else _summary(champion),
                "challenger": _summary(challenger),
                "holdout": challenger.holdout.to_json(),
                "paired": paired,
            }

    @activity.defn(name="retrain.propose", no_thread_cancel_exception=True)
    def propose(self, query: dict[str, Any]) -> dict[str, Any]:
        """The `external` tuner. Needs the extra `optuna`."""
        from .tuner import propose

        with self._place("retrain.propose", query), failures():
            return propose(query)

    @activity.defn(name="retrain.describeWorker")
    def describe_worker(self) -> dict[str, Any]:
        """The names that a policy may use with this worker, for those who check one before it is needed."""
        return {"worker": self._worker, "trainers": sorted(self._trainers), "tuners": [], "sources": []}

    def _place(self, what: str, job: Any) -> AbstractContextManager[None]:
        if self._jobs is None:
            return nullcontext()
        info = activity.info()
        whose = job if isinstance(job, Mapping) else {}
        retrain = whose.get("retrainId") or info.workflow_id
        model = f" of {whose['model']}" if whose.get("model") else ""
        return self._jobs.hold(f"{what}{model} ({retrain}, attempt {info.attempt})")

    def _trainer_of(self, job: Mapping[str, Any]) -> Trainer:
        name = job.get("trainer")
        if isinstance(name, str) and name in self._trainers:
            return self._trainers[name]
        known = ", ".join(sorted(self._trainers)) or "none"
        raise TrainingError(f"Trainer `{name}` is not registered with this worker; registered: {known}", every_trial=True)


class _Context:
    def __init__(self, store: ArtifactStore) -> None:
        self.store = store
        self._last = Progress(0, "at work")

    def beat(self) -> None:
        self.heartbeat(self._last)

    def heartbeat(self, progress: Progress) -> None:
        self._last = progress
        activity.heartbeat(progress.to_json())
        if activity.is_cancelled():
            raise CancelledError("stopped at a heartbeat")

    def log(self, message: str, fields: Mapping[str, Any] | None = None) -> None:
        activity.logger.info(message, extra=dict(fields or {}))


def _require_same_rows(champion: EvaluateResult, challenger: EvaluateResult) -> None:
    """Rows that changed between two evaluations may be stable at the next try; a different row count will not change."""
    same_count = champion.samples == challenger.samples
    if same_count and champion.holdout == challenger.holdout:
        return
    raise TrainingError(
        f"Expected champion and challenger to be evaluated on the same held-out rows, got {champion.samples} of "
        f"{champion.holdout} and {challenger.samples} of {challenger.holdout}",
        permanent=not same_count,
    )


def _summary(result: EvaluateResult) -> dict[str, Any]:
    metrics = dict(result.metrics)
    if result.latency_ms_p95 is not None:
        metrics["latencyMsP95"] = result.latency_ms_p95
    summary: dict[str, Any] = {"metrics": metrics, "samples": result.samples}
    if result.slices is not None:
        summary["slices"] = {name: dict(each) for name, each in result.slices.items()}
    return summary

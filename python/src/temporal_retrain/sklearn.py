"""A trainer around scikit-learn's classifiers, regressors and pipelines. Needs the extra `sklearn`."""

from __future__ import annotations

import hashlib
import json
import pickle
import time
from collections.abc import Callable, Mapping
from concurrent.futures import Future, wait
from dataclasses import asdict, dataclass
from threading import Thread
from typing import Any

import numpy as np
import numpy.typing as npt
from sklearn.base import is_regressor

from .contract import EvaluateRequest, EvaluateResult, TrainRequest, TrainResult
from .errors import TrainingError
from .estimators import SET_WHEN_BUILT, checked_rounds, growing_parameter, learns_in_rounds, parts_of, require_usable
from .rows import split_rows, window_of
from .store import safe_part
from .trainer import JobContext, Progress

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Table:
    """Rows in the order of their event times (epoch milliseconds).

    Features are a matrix of numbers; of anything, texts too, for a pipeline that encodes them. Labels are classes (0 and 1, or
    any numbers or texts) for a classifier, and numbers for a regressor.
    """

    times: Floats
    features: npt.NDArray[Any]
    labels: npt.NDArray[Any]


@dataclass
class Fitted:
    scaler: Any
    """What comes before the estimator: the first steps of a pipeline, else a scaler."""
    estimator: Any
    rounds: int = 0
    """Completed rounds of this run: a checkpoint continues from here."""
    built: Mapping[str, Any] | None = None
    """The parameters it was built with; trees and iterations have grown since. `None` in models of older versions."""
    steps: str | None = None
    """How the steps before the estimator were built. `None` without a pipeline."""

    def predict(self, features: npt.NDArray[Any]) -> npt.NDArray[Any]:
        """For whoever serves the model."""
        predicted: npt.NDArray[Any] = self.estimator.predict(self.scaler.transform(features))
        return predicted


class SklearnTrainer:
    """Full builds from scratch, whatever the estimator: classifiers of any number of classes, regressors, and pipelines whose
    last step is one of them. Soft continues from the champion where the estimator can: with `partial_fit`, else with
    `warm_start` and more iterations or trees; the earlier steps of a pipeline stay as they were fitted. Others are refused, and
    so is a change that a fitted estimator cannot make, such as other layers of a network. Both use the parameters that `build`
    sets. What learns in rounds ends them with checkpoints, from which the next attempt continues.

    A classifier needs `predict_proba`: its losses are compared row by row. A regressor is scored by `mae` and `rmse`.

    Models are pickles: they are loaded only from the store, and only with the registered SHA-256.

    :param load: reads the table that the policy's trainer options name
    :param build: makes an estimator for these hyper-parameters and this seed; `epochs` is removed first
    """

    def __init__(
        self,
        name: str,
        load: Callable[[Mapping[str, Any]], Table],
        build: Callable[[Mapping[str, Any], int], Any],
    ) -> None:
        self.name = name
        self._load = load
        self._build = build

    def train(self, request: TrainRequest, context: JobContext) -> TrainResult:
        context.heartbeat(Progress(0, "reading data"))
        table = self._load(request.options)
        split = split_rows(table.times.tolist(), request.data)
        features, labels = table.features[_slice(split.fit)], table.labels[_slice(split.fit)]
        params = dict(request.hyperparameters)
        rounds = checked_rounds(params.pop("epochs", 10))
        trial = () if request.trial is None else (f"trial-{request.trial}",)
        name = "/".join(safe_part(part) for part in (request.model, request.retrain_id, *trial))
        key, identity = f"checkpoints/{name}", _identity(request)
        fitted = _resume(context, key, identity) or self._start(request, params, features, labels, context)
        if not learns_in_rounds(fitted.estimator):
            rounds = 1
        saved = time.monotonic()
        while fitted.rounds < rounds:
            _beating(lambda: _one_round(fitted, features, labels, request.seed), context, fitted.rounds / rounds)
            fitted.rounds += 1
            last = fitted.rounds == rounds
            checkpoint = None
            if not last and time.monotonic() - saved >= _CHECKPOINT_SECONDS:
                checkpoint = context.store.save(key, pickle.dumps((identity, fitted)))
                saved = time.monotonic()
            scores = _score(fitted, table, split.validation or split.fit)[0]
            score = scores.get(request.metric or ("rmse" if is_regressor(fitted.estimator) else "accuracy"))
            context.heartbeat(Progress(fitted.rounds / rounds, f"round {fitted.rounds} of {rounds}", score, checkpoint))
        metrics, _ = _score(fitted, table, split.validation or split.fit)
        fitted.rounds = 0
        artifact = context.store.put(f"models/{name}/attempt-{request.attempt}/model.pkl", pickle.dumps(fitted))
        return TrainResult(artifact, metrics, window_of(table.times.tolist(), split.fit))

    def evaluate(self, request: EvaluateRequest, context: JobContext) -> EvaluateResult:
        fitted = _loads(context.store.get(request.artifact), Fitted)
        table = self._load(request.options)
        holdout = split_rows(table.times.tolist(), request.data).holdout
        if len(holdout) == 0:
            raise TrainingError("Expected held-out rows to evaluate on, found none; widen the data window", permanent=True)
        metrics, losses = _score(fitted, table, holdout)
        digest = hashlib.sha256(_bytes(table.features[_slice(holdout)]) + _bytes(table.labels[_slice(holdout)]))
        window = window_of(table.times.tolist(), holdout, digest.hexdigest()[:16])
        return EvaluateResult(metrics, len(holdout), window, losses)

    def _start(
        self,
        request: TrainRequest,
        params: Mapping[str, Any],
        features: npt.NDArray[Any],
        labels: npt.NDArray[Any],
        context: JobContext,
    ) -> Fitted:
        before, built, steps = parts_of(self._build(params, request.seed % _SEEDS))
        require_usable(built, labels)
        if request.kind == "full" or request.base is None:
            return Fitted(before.fit(features, labels), built, built=built.get_params(deep=False), steps=steps)
        fitted = _loads(context.store.get(request.base), Fitted)
        fitted.rounds = 0
        known = getattr(fitted.scaler, "n_features_in_", features.shape[1])
        if known != features.shape[1]:
            raise TrainingError(
                f"Expected the data to have the {known} features of the champion, got {features.shape[1]}; ask for a full retrain",
                every_trial=True,
            )
        _require_continuable(fitted, labels)
        if steps != getattr(fitted, "steps", None):
            raise TrainingError(
                "Expected the steps before the estimator to stay as the champion's in a soft retrain, got others; ask for a full "
                "retrain, or leave them out of the search space",
                permanent=True,
            )
        _give_parameters(fitted, built)
        return fitted


_CHECKPOINT_SECONDS = 1.0
_BEAT_SECONDS = 2.0

_SEEDS = 2**32
"""NumPy and scikit-learn take seeds from 0 to below this."""

def _give_parameters(fitted: Fitted, built: Any) -> None:
    """The champion continues with the parameters of `built`, as a full retrain would have them."""
    estimator = fitted.estimator
    if type(built) is not type(estimator):
        raise TrainingError(
            f"Expected a soft retrain to continue with the champion's {type(estimator).__name__}, got hyper-parameters for a "
            f"{type(built).__name__}; ask for a full retrain",
            permanent=True,
        )
    growing = None if hasattr(estimator, "partial_fit") else growing_parameter(estimator)
    fixed = {name for kind, names in SET_WHEN_BUILT if isinstance(estimator, kind) for name in names}
    before = estimator.get_params(deep=False)
    if fitted.built is not None:
        before |= fitted.built
        if growing is not None:
            fixed.add(growing)
    wanted = built.get_params(deep=False)
    for name in sorted(fixed & set(wanted)):
        if repr(before.get(name)) != repr(wanted[name]):
            raise TrainingError(
                f"Expected `{name}` of {type(estimator).__name__} to stay `{before.get(name)!r}` in a soft retrain, which "
                f"cannot change it, got `{wanted[name]!r}`; ask for a full retrain, or leave it out of the search space",
                permanent=True,
            )
    kept = fixed | {growing, "warm_start"}
    estimator.set_params(**{name: value for name, value in wanted.items() if name not in kept})


def _require_continuable(fitted: Fitted, labels: npt.NDArray[Any]) -> None:
    estimator = fitted.estimator
    if not learns_in_rounds(estimator):
        raise TrainingError(
            f"Expected an estimator with partial_fit or warm_start to continue from, got {type(estimator).__name__}; ask for full "
            "retrains (`severity: full`)",
            every_trial=True,
        )
    classes = [] if is_regressor(estimator) else estimator.classes_.tolist()
    unknown = sorted(set(labels.tolist()) - set(classes), key=str) if classes else []
    if unknown:
        raise TrainingError(
            f"Expected the classes of the champion ({', '.join(map(str, classes))}), got {unknown[0]} too; ask for a full retrain",
            every_trial=True,
        )


def _one_round(fitted: Fitted, features: npt.NDArray[Any], labels: npt.NDArray[Any], seed: int) -> None:
    estimator = fitted.estimator
    scaled = fitted.scaler.transform(features)
    if not learns_in_rounds(estimator):
        estimator.fit(scaled, labels)
        return
    is_new = not hasattr(estimator, "n_features_in_")
    if hasattr(estimator, "partial_fit"):
        # Fixed by seed and round, so that a resumed run ends with the same model as an uninterrupted one.
        order = np.random.default_rng([seed % _SEEDS, fitted.rounds]).permutation(len(labels))
        classes = {"classes": np.unique(labels)} if is_new and not is_regressor(estimator) else {}
        estimator.partial_fit(scaled[order], labels[order], **classes)
        return
    params, growing = estimator.get_params(), str(growing_parameter(estimator))
    estimator.set_params(warm_start=True, **{growing: params[growing] + (0 if is_new else 1)})
    estimator.fit(scaled, labels)


def _beating(work: Callable[[], None], context: JobContext, fraction: float) -> None:
    """A fit may take hours: it runs beside the heartbeats, which end the run, and the process, without waiting for it."""
    running: Future[None] = Future()

    def run() -> None:
        try:
            work()
            running.set_result(None)
        except BaseException as error:
            running.set_exception(error)

    Thread(target=run, daemon=True).start()
    while not wait([running], timeout=_BEAT_SECONDS).done:
        try:
            context.heartbeat(Progress(fraction, "fitting"))
        except BaseException:
            context.log("nothing ends a fit from outside: it goes on until it returns, and what it makes is dropped")
            raise
    running.result()


def _score(fitted: Fitted, table: Table, rows: range) -> tuple[dict[str, float], list[float]]:
    labels, inputs = table.labels[_slice(rows)], fitted.scaler.transform(table.features[_slice(rows)])
    if is_regressor(fitted.estimator):
        errors = np.asarray(fitted.estimator.predict(inputs), dtype=np.float64) - labels
        metrics = {"mae": float(np.mean(np.abs(errors))), "rmse": float(np.sqrt(np.mean(errors**2)))}
        return metrics, [float(error) for error in errors**2]
    with np.errstate(over="ignore", invalid="ignore"):
        chances = fitted.estimator.predict_proba(inputs)
    classes = fitted.estimator.classes_
    column = np.searchsorted(classes, labels).clip(0, len(classes) - 1)
    # A class that the model has never seen has no chance.
    chance = np.where(classes[column] == labels, chances[np.arange(len(labels)), column], 0)
    losses = -np.log(np.clip(chance, 1e-15, None))
    # At equal chances the later class, as the round half up of a yes or no.
    predicted = classes[chances.shape[1] - 1 - np.argmax(chances[:, ::-1], axis=1)]
    metrics = {"accuracy": float(np.mean(predicted == labels)), "logLoss": float(np.mean(losses))}
    return metrics, [float(loss) for loss in losses]


def _bytes(values: npt.NDArray[Any]) -> bytes:
    return repr(values.tolist()).encode() if values.dtype == object else np.ascontiguousarray(values).tobytes()


def _identity(request: TrainRequest) -> str:
    """A checkpoint of the same run, and of no other."""
    fields = asdict(request)
    del fields["attempt"]
    return hashlib.sha256(json.dumps(fields, sort_keys=True, default=str).encode()).hexdigest()


def _resume(context: JobContext, key: str, identity: str) -> Fitted | None:
    content = context.store.load(key)
    if content is None:
        return None
    try:
        made_for, fitted = pickle.loads(content)
    except Exception as error:  # A checkpoint of another version is not a reason to fail.
        context.log("checkpoint not readable; starting over", {"error": str(error)})
        return None
    if made_for != identity or not isinstance(fitted, Fitted):
        return None
    context.log("resumed from a checkpoint", {"round": fitted.rounds})
    return fitted


def _loads(content: bytes, kind: type[Fitted]) -> Fitted:
    model = pickle.loads(content)
    if not isinstance(model, kind):
        raise TrainingError("Expected the artifact to hold a model of SklearnTrainer", permanent=True)
    return model


def _slice(rows: range) -> slice:
    return slice(rows.start, rows.stop)

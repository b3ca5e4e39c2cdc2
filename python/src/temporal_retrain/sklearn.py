"""A trainer around any scikit-learn classifier that can continue learning. Needs the extra `sklearn`."""

from __future__ import annotations

import hashlib
import json
import pickle
import time
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from sklearn.ensemble import GradientBoostingClassifier, HistGradientBoostingClassifier
from sklearn.linear_model import SGDClassifier
from sklearn.naive_bayes import BernoulliNB
from sklearn.neural_network import MLPClassifier
from sklearn.preprocessing import StandardScaler

from .contract import EvaluateRequest, EvaluateResult, TrainRequest, TrainResult
from .errors import TrainingError
from .rows import split_rows, window_of
from .store import safe_part
from .trainer import JobContext, Progress

Floats = npt.NDArray[np.float64]
Labels = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Table:
    """Rows in the order of their event times (epoch milliseconds); labels are 0 and 1."""

    times: Floats
    features: Floats
    labels: Labels


@dataclass
class Fitted:
    scaler: Any
    estimator: Any
    rounds: int = 0
    """Completed rounds of this run: a checkpoint continues from here."""
    built: Mapping[str, Any] | None = None
    """The parameters it was built with; trees and iterations have grown since. `None` in models of older versions."""


class SklearnTrainer:
    """Soft continues from the champion: with `partial_fit` if the estimator has it, else with `warm_start` and more
    iterations or trees. Full builds from scratch. Both use the parameters that `build` sets. A soft retrain refuses a change
    that a fitted estimator cannot make, such as other layers of a network, rather than ignore it. Every round ends with a
    checkpoint, from which the next attempt continues.

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
        if len(np.unique(labels)) < 2:
            raise TrainingError(
                f"Expected rows of both classes to train on, got {len(labels)} of at most one; widen the data window",
                permanent=True,
            )
        params = dict(request.hyperparameters)
        rounds = _rounds(params.pop("epochs", 10))
        name = "/".join(safe_part(part) for part in (request.model, request.retrain_id, f"trial-{request.trial}"))
        key, identity = f"checkpoints/{name}", _identity(request)
        fitted = _resume(context, key, identity) or self._start(request, params, features, context)
        saved = time.monotonic()
        while fitted.rounds < rounds:
            _one_round(fitted, features, labels, request.seed)
            fitted.rounds += 1
            last = fitted.rounds == rounds
            checkpoint = None
            if not last and time.monotonic() - saved >= _CHECKPOINT_SECONDS:
                checkpoint = context.store.save(key, pickle.dumps((identity, fitted)))
                saved = time.monotonic()
            scores = _score(fitted, table, split.validation or split.fit)[0]
            score = scores.get(request.metric or "accuracy")
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
        digest = hashlib.sha256(table.features[_slice(holdout)].tobytes() + table.labels[_slice(holdout)].tobytes())
        window = window_of(table.times.tolist(), holdout, digest.hexdigest()[:16])
        return EvaluateResult(metrics, len(holdout), window, losses)

    def _start(
        self, request: TrainRequest, params: Mapping[str, Any], features: Floats, context: JobContext
    ) -> Fitted:
        built = self._build(params, request.seed % _SEEDS)
        if request.kind == "full" or request.base is None:
            return Fitted(StandardScaler().fit(features), built, built=built.get_params(deep=False))
        fitted = _loads(context.store.get(request.base), Fitted)
        fitted.rounds = 0
        if fitted.scaler.n_features_in_ != features.shape[1]:
            raise TrainingError(
                f"Expected the data to have the {fitted.scaler.n_features_in_} features of the champion, got "
                f"{features.shape[1]}; ask for a full retrain",
                permanent=True,
            )
        _give_parameters(fitted, built)
        return fitted


_CHECKPOINT_SECONDS = 1.0

_SEEDS = 2**32
"""NumPy and scikit-learn take seeds from 0 to below this."""

_SET_WHEN_BUILT: tuple[tuple[type[Any], frozenset[str]], ...] = (
    (
        MLPClassifier,
        # The optimizer is made at the first fit and keeps its own settings; the others define the network itself.
        frozenset({"hidden_layer_sizes", "activation", "solver", "learning_rate_init", "learning_rate", "power_t"})
        | {"momentum", "nesterovs_momentum", "beta_1", "beta_2", "epsilon"},
    ),
    (SGDClassifier, frozenset({"average"})),
    (HistGradientBoostingClassifier, frozenset({"max_bins", "categorical_features"})),
    (GradientBoostingClassifier, frozenset({"loss", "init"})),
    (BernoulliNB, frozenset({"binarize"})),
)
"""What scikit-learn ignores, or fails on, when it is changed after the first fit."""


def _give_parameters(fitted: Fitted, built: Any) -> None:
    """The champion continues with the parameters of `built`, as a full retrain would have them."""
    estimator = fitted.estimator
    if type(built) is not type(estimator):
        raise TrainingError(
            f"Expected a soft retrain to continue with the champion's {type(estimator).__name__}, got hyper-parameters for a "
            f"{type(built).__name__}; ask for a full retrain",
            permanent=True,
        )
    growing = None if hasattr(estimator, "partial_fit") else _growing(estimator)
    fixed = {name for kind, names in _SET_WHEN_BUILT if isinstance(estimator, kind) for name in names}
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


def _growing(estimator: Any) -> str | None:
    """What a round with `warm_start` adds one to."""
    params = estimator.get_params(deep=False)
    return next((name for name in ("n_estimators", "max_iter") if name in params), None)


def _rounds(value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not 1 <= value <= 1_000_000:
        raise TrainingError(f"Expected `epochs` to be a whole number from 1, got `{value}`", permanent=True)
    return value


def _one_round(fitted: Fitted, features: Floats, labels: Labels, seed: int) -> None:
    estimator = fitted.estimator
    scaled = fitted.scaler.transform(features)
    if hasattr(estimator, "partial_fit"):
        # Fixed by seed and round, so that a resumed run ends with the same model as an uninterrupted one.
        order = np.random.default_rng([seed % _SEEDS, fitted.rounds]).permutation(len(labels))
        estimator.partial_fit(scaled[order], labels[order], classes=np.array([0, 1]))
        return
    params, growing = estimator.get_params(), _growing(estimator)
    if growing is None or "warm_start" not in params:
        raise TrainingError(f"Expected {type(estimator).__name__} to have partial_fit or warm_start", permanent=True)
    is_new = not hasattr(estimator, "classes_")
    estimator.set_params(warm_start=True, **{growing: params[growing] + (0 if is_new else 1)})
    estimator.fit(scaled, labels)


def _score(fitted: Fitted, table: Table, rows: range) -> tuple[dict[str, float], list[float]]:
    labels = table.labels[_slice(rows)]
    with np.errstate(over="ignore", invalid="ignore"):
        chances = fitted.estimator.predict_proba(fitted.scaler.transform(table.features[_slice(rows)]))[:, 1]
    losses = -np.log(np.clip(np.where(labels == 1, chances, 1 - chances), 1e-15, None))
    metrics = {"accuracy": float(np.mean((chances >= 0.5) == (labels == 1))), "logLoss": float(np.mean(losses))}
    return metrics, [float(loss) for loss in losses]


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

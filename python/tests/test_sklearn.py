from __future__ import annotations

import hashlib
import pickle
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from threading import Event
from typing import Any

import numpy as np
import pytest
from sklearn.compose import ColumnTransformer
from sklearn.ensemble import HistGradientBoostingClassifier, RandomForestRegressor
from sklearn.feature_selection import SelectKBest
from sklearn.linear_model import LogisticRegression, Ridge, SGDClassifier, SGDRegressor
from sklearn.naive_bayes import GaussianNB
from sklearn.neighbors import KNeighborsClassifier
from sklearn.neural_network import MLPClassifier
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OneHotEncoder, PolynomialFeatures, StandardScaler
from temporal_retrain import Artifact, DataSelection, EvaluateRequest, FileArtifactStore, Progress, TrainingError, TrainRequest
from temporal_retrain import sklearn as ours
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


@pytest.mark.parametrize("build", [linear, boosted])
def test_soft_goes_on_from_the_champion_and_follows_the_drift(tmp_path: Path, build: Any) -> None:
    trainer, context = SklearnTrainer("own", table, build), Context(FileArtifactStore(tmp_path))
    champion = trainer.train(FULL, context).artifact
    assert accuracy(trainer, context, champion, 1999) > 0.9
    assert accuracy(trainer, context, champion, 2999) < 0.7
    data = DataSelection(200, end=2999, last_samples=1000)
    soft = replace(FULL, kind="soft", base=champion, retrain_id="r2", data=data, hyperparameters={"epochs": 40})
    result = trainer.train(soft, context)
    assert accuracy(trainer, context, result.artifact, 2999) > 0.85
    assert result.data_window.samples == 640


def loaded(context: Context, artifact: Artifact) -> Any:
    return pickle.loads(context.store.get(artifact)).estimator


@pytest.mark.parametrize(
    ("build", "name", "values"), [(linear, "alpha", (1e-5, 0.1, 10.0)), (boosted, "learning_rate", (0.01, 0.3))]
)
def test_a_soft_retrain_goes_on_with_the_hyper_parameters_it_is_given(
    tmp_path: Path, build: Any, name: str, values: tuple[float, ...]
) -> None:
    trainer, context = SklearnTrainer("own", table, build), Context(FileArtifactStore(tmp_path))
    champion = trainer.train(FULL, context).artifact
    soft = replace(FULL, kind="soft", base=champion, retrain_id="r2", seed=9)
    made = [
        trainer.train(replace(soft, hyperparameters={"epochs": 5, name: value}), context).artifact for value in values
    ]
    assert [getattr(loaded(context, artifact), name) for artifact in made] == list(values)
    assert len({artifact.sha256 for artifact in made}) == len(values)
    rows = table({}).features
    chances = [loaded(context, artifact).predict_proba(rows) for artifact in made]
    assert not any(np.allclose(chances[0], each) for each in chances[1:])
    assert [loaded(context, artifact).random_state for artifact in made] == [9] * len(values)


@pytest.mark.parametrize(
    ("build", "name", "value", "words"),
    [
        (network, "hidden_layer_sizes", 5, "`hidden_layer_sizes` of MLPClassifier to stay `3`"),
        (network, "learning_rate_init", 0.1, "`learning_rate_init` of MLPClassifier to stay `0.001`"),
        (linear, "average", 10, "`average` of SGDClassifier to stay `False`"),
        (boosted, "max_bins", 31, "`max_bins` of HistGradientBoostingClassifier to stay `255`"),
    ],
)
def test_what_a_fitted_estimator_cannot_change_is_refused_for_good(
    tmp_path: Path, build: Any, name: str, value: Any, words: str
) -> None:
    trainer, context = SklearnTrainer("own", table, build), Context(FileArtifactStore(tmp_path))
    champion = trainer.train(FULL, context).artifact
    soft = replace(FULL, kind="soft", base=champion, retrain_id="r2")
    trainer.train(soft, context)
    with pytest.raises(TrainingError, match=words) as caught:
        trainer.train(replace(soft, hyperparameters={"epochs": 5, name: value}), context)
    assert caught.value.permanent


def test_trees_that_have_grown_stay_and_another_number_to_begin_with_is_refused(tmp_path: Path) -> None:
    def grown(params: Mapping[str, Any], seed: int) -> Any:
        return HistGradientBoostingClassifier(random_state=seed, early_stopping=False, **{"max_iter": 4, **params})

    trainer, context = SklearnTrainer("own", table, grown), Context(FileArtifactStore(tmp_path))
    champion = trainer.train(FULL, context).artifact
    soft = replace(FULL, kind="soft", base=champion, retrain_id="r2")
    again = replace(soft, base=trainer.train(soft, context).artifact, retrain_id="r3")
    assert loaded(context, trainer.train(again, context).artifact).n_iter_ == 4 + 4 + 5 + 5
    with pytest.raises(TrainingError, match="`max_iter` .* to stay `4`"):
        trainer.train(replace(again, hyperparameters={"epochs": 5, "max_iter": 50}), context)


def test_a_soft_retrain_with_another_kind_of_estimator_is_refused_for_good(tmp_path: Path) -> None:
    context = Context(FileArtifactStore(tmp_path))
    champion = TRAINER.train(FULL, context).artifact
    soft = replace(FULL, kind="soft", base=champion, retrain_id="r2")
    with pytest.raises(TrainingError, match="champion's SGDClassifier, got hyper-parameters for a MLPClassifier") as caught:
        SklearnTrainer("own", table, network).train(soft, context)
    assert caught.value.permanent


@pytest.mark.parametrize("seed", [-5, 5_000_000_000])
def test_every_whole_number_is_a_seed(tmp_path: Path, seed: int) -> None:
    assert TRAINER.train(replace(FULL, seed=seed), Context(FileArtifactStore(tmp_path))).metrics["accuracy"] > 0.9


def test_the_same_request_gives_the_same_bytes(tmp_path: Path) -> None:
    one = TRAINER.train(FULL, Context(FileArtifactStore(tmp_path / "a"))).artifact
    assert one.sha256 == TRAINER.train(FULL, Context(FileArtifactStore(tmp_path / "b"))).artifact.sha256


def test_a_killed_run_goes_on_from_its_checkpoint_and_ends_the_same(tmp_path: Path, monkeypatch: Any) -> None:
    monkeypatch.setattr(ours, "_CHECKPOINT_SECONDS", 0)
    request = replace(FULL, hyperparameters={"epochs": 12})
    whole = TRAINER.train(request, Context(FileArtifactStore(tmp_path / "whole")))
    store = FileArtifactStore(tmp_path / "killed")
    with pytest.raises(Killed):
        TRAINER.train(request, Context(store, die_at=9))
    second = Context(store)
    resumed = TRAINER.train(replace(request, attempt=2), second)
    assert second.logs == ["resumed from a checkpoint"]
    assert [beat.fraction for beat in second.beats][1] == 9 / 12
    one, other = (
        pickle.loads(FileArtifactStore(tmp_path / name).get(result.artifact)).estimator
        for name, result in (("whole", whole), ("killed", resumed))
    )
    assert (one.coef_ == other.coef_).all() and (one.intercept_ == other.intercept_).all()
    assert resumed.metrics == whole.metrics


@pytest.mark.parametrize(
    "change", [{"seed": 8}, {"hyperparameters": {"epochs": 13}}, {"data": DataSelection(200, end=1998)}]
)
def test_a_checkpoint_of_another_run_is_not_taken(tmp_path: Path, monkeypatch: Any, change: Any) -> None:
    monkeypatch.setattr(ours, "_CHECKPOINT_SECONDS", 0)
    store = FileArtifactStore(tmp_path)
    with pytest.raises(Killed):
        TRAINER.train(FULL, Context(store, die_at=4))
    context = Context(store)
    TRAINER.train(replace(FULL, **change), context)
    assert context.logs == []


def test_an_unreadable_checkpoint_costs_time_and_nothing_else(tmp_path: Path, monkeypatch: Any) -> None:
    monkeypatch.setattr(ours, "_CHECKPOINT_SECONDS", 0)
    store = FileArtifactStore(tmp_path)
    with pytest.raises(Killed):
        TRAINER.train(FULL, Context(store, die_at=4))
    for path in (tmp_path / "checkpoints").rglob("trial-*"):
        path.write_bytes(b"torn")
    context = Context(store)
    TRAINER.train(FULL, context)
    assert context.logs == ["checkpoint not readable; starting over"]


def test_any_store_of_four_methods_will_do() -> None:
    context = Context(BucketStore())
    artifact = TRAINER.train(FULL, context).artifact
    assert artifact.uri.startswith("s3://models/models/")
    assert accuracy(TRAINER, context, artifact, 1999) > 0.9


def test_the_champion_is_not_changed_by_what_goes_on_from_it(tmp_path: Path) -> None:
    context = Context(FileArtifactStore(tmp_path))
    champion = TRAINER.train(FULL, context).artifact
    TRAINER.train(replace(FULL, kind="soft", base=champion, retrain_id="r2"), context)
    context.store.get(champion)


@pytest.mark.parametrize("epochs", [0, -1, 2.5, "5", True, None])
def test_epochs_that_are_none_are_refused(tmp_path: Path, epochs: Any) -> None:
    with pytest.raises(TrainingError, match="epochs") as caught:
        TRAINER.train(replace(FULL, hyperparameters={"epochs": epochs}), Context(FileArtifactStore(tmp_path)))
    assert caught.value.permanent


def test_data_that_cannot_teach_is_refused(tmp_path: Path) -> None:
    context = Context(FileArtifactStore(tmp_path))
    with pytest.raises(TrainingError, match="both classes"):
        TRAINER.train(replace(FULL, data=DataSelection(200, end=100)), context)
    artifact = TRAINER.train(FULL, context).artifact
    with pytest.raises(TrainingError, match="held-out rows"):
        TRAINER.evaluate(EvaluateRequest("shop:x", "r", artifact, DataSelection(200, end=-1), {}), context)


# Whatever scikit-learn has: regressors, pipelines, many classes.


def numbers(options: Mapping[str, Any]) -> Table:
    """A plane whose slope turns after row 2,000."""
    rng = np.random.default_rng(5)
    features = rng.normal(size=(3000, 3))
    sign = np.where(np.arange(3000) >= options.get("turn", 2000), -1, 1)
    return Table(np.arange(3000.0), features, features[:, 0] + sign * features[:, 1] + rng.normal(scale=0.1, size=3000))


def colours(_: Mapping[str, Any]) -> Table:
    """Three classes with names, from one number and one text."""
    rng = np.random.default_rng(5)
    amounts, shops = rng.normal(size=3000), rng.choice(["north", "south"], size=3000)
    score = amounts + np.where(shops == "north", 1.5, -1.5)
    labels = np.array(["blue", "green", "red"])[np.digitize(score, [-1, 1])]
    return Table(np.arange(3000.0), np.column_stack([amounts.astype(object), shops.astype(object)]), labels)


def three(_: Mapping[str, Any]) -> Table:
    rng = np.random.default_rng(5)
    features = rng.normal(size=(3000, 3))
    return Table(np.arange(3000.0), features, np.digitize(features[:, 0] + features[:, 1], [-0.7, 0.7]))


def encoded(params: Mapping[str, Any], seed: int) -> Any:
    columns = ColumnTransformer([("amount", StandardScaler(), [0]), ("shop", OneHotEncoder(handle_unknown="ignore"), [1])])
    return make_pipeline(columns, SGDClassifier(loss="log_loss", random_state=seed, **params))


FULL_RETRAINS: list[tuple[str, Any, Any, str, float]] = [
    ("ridge", numbers, lambda params, seed: Ridge(**params), "rmse", 0.2),
    ("forest of numbers", numbers, lambda params, seed: RandomForestRegressor(5, random_state=seed), "rmse", 0.6),
    ("sgd of numbers", numbers, lambda params, seed: SGDRegressor(random_state=seed), "rmse", 0.2),
    ("pipeline of numbers", numbers, lambda params, seed: make_pipeline(PolynomialFeatures(2), Ridge()), "rmse", 0.2),
    ("three classes", three, linear, "logLoss", 0.6),
    ("three classes, boosted", three, boosted, "logLoss", 0.6),
    ("three classes, nearest", three, lambda params, seed: KNeighborsClassifier(), "logLoss", 2.0),
    ("texts in a pipeline", colours, encoded, "logLoss", 0.6),
    ("a pipeline of one step", three, lambda params, seed: make_pipeline(LogisticRegression()), "logLoss", 0.6),
    ("a choice of features", three, lambda params, seed: make_pipeline(SelectKBest(k=2), GaussianNB()), "logLoss", 0.6),
]


@pytest.mark.parametrize(("load", "build", "metric", "most"), [case[1:] for case in FULL_RETRAINS], ids=[case[0] for case in FULL_RETRAINS])
def test_retrains_in_full_whatever_the_estimator(load: Any, build: Any, metric: str, most: float) -> None:
    context = Context(BucketStore())
    trainer = SklearnTrainer("own", load, build)
    result = trainer.train(replace(FULL, hyperparameters={}), context)
    assert result.metrics[metric] < most
    data = DataSelection(200, end=1999)
    judged = [trainer.evaluate(EvaluateRequest("shop:x", "r", result.artifact, data, {}), context) for _ in range(2)]
    assert judged[0].metrics[metric] < most
    assert len(judged[0].losses or []) == 200
    assert judged[0].holdout == judged[1].holdout, "the same rows have the same digest"
    model = pickle.loads(context.store.get(result.artifact))
    assert len(model.predict(load({}).features[:7])) == 7


CONTINUE: list[tuple[Any, Any]] = [(numbers, lambda params, seed: SGDRegressor(random_state=seed)), (three, linear), (colours, encoded)]


@pytest.mark.parametrize(("load", "build"), CONTINUE)
def test_a_soft_retrain_continues_regressors_classes_and_pipelines(load: Any, build: Any) -> None:
    context = Context(BucketStore())
    trainer = SklearnTrainer("own", load, build)
    base = trainer.train(replace(FULL, hyperparameters={}), context).artifact
    soft = replace(FULL, kind="soft", base=base, hyperparameters={"epochs": 1}, data=DataSelection(200, end=2999))
    before, after = (pickle.loads(context.store.get(one)) for one in (base, trainer.train(soft, context).artifact))
    assert after.estimator.t_ > before.estimator.t_


@pytest.mark.parametrize(
    ("load", "build", "message"),
    [
        (numbers, lambda params, seed: Ridge(), "partial_fit or warm_start"),
        (three, lambda params, seed: KNeighborsClassifier(), "partial_fit or warm_start"),
    ],
)
def test_a_soft_retrain_of_what_cannot_continue_is_refused_once_and_for_all(load: Any, build: Any, message: str) -> None:
    context = Context(BucketStore())
    trainer = SklearnTrainer("own", load, build)
    base = trainer.train(replace(FULL, hyperparameters={}), context).artifact
    with pytest.raises(TrainingError, match=message) as refused:
        trainer.train(replace(FULL, kind="soft", base=base, hyperparameters={}), context)
    assert refused.value.every_trial and refused.value.permanent


def test_a_soft_retrain_refuses_other_steps_before_the_estimator_and_new_classes() -> None:
    context = Context(BucketStore())

    def chosen(params: Mapping[str, Any], seed: int) -> Any:
        return make_pipeline(SelectKBest(k=params.get("k", 2)), SGDClassifier(loss="log_loss", random_state=seed))

    trainer = SklearnTrainer("own", three, chosen)
    base = trainer.train(replace(FULL, hyperparameters={}), context).artifact
    with pytest.raises(TrainingError, match="steps before the estimator"):
        trainer.train(replace(FULL, kind="soft", base=base, hyperparameters={"k": 3}), context)

    def more(options: Mapping[str, Any]) -> Table:
        known = three(options)
        return Table(known.times, known.features, np.where(known.features[:, 2] > 1, 7, known.labels))

    with pytest.raises(TrainingError, match="got 7 too"):
        SklearnTrainer("own", more, chosen).train(replace(FULL, kind="soft", base=base, hyperparameters={}), context)


def test_a_classifier_without_probabilities_is_told_before_the_first_fit_and_for_every_trial() -> None:
    trainer = SklearnTrainer("own", table, lambda params, seed: SGDClassifier(loss="hinge"))
    context = Context(BucketStore())
    with pytest.raises(TrainingError, match="SGDClassifier to have predict_proba") as refused:
        trainer.train(replace(FULL, trial=0), context)
    assert refused.value.every_trial
    assert len(context.beats) == 1


def test_a_long_fit_beats_meanwhile_and_ends_with_its_beats(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ours, "_BEAT_SECONDS", 0.001)
    go_on = Event()

    class Slow(Ridge):  # type: ignore[misc]
        def fit(self, *arguments: Any) -> Any:
            go_on.wait(30)
            return super().fit(*arguments)

    context = Context(BucketStore(), die_at=4)
    try:
        with pytest.raises(Killed):
            SklearnTrainer("own", numbers, lambda params, seed: Slow()).train(replace(FULL, hyperparameters={}), context)
    finally:
        go_on.set()
    assert [beat.message for beat in context.beats[1:]] == ["fitting"] * 3

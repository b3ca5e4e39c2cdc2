from __future__ import annotations

import pickle
from collections.abc import Mapping
from dataclasses import replace
from threading import Event
from typing import Any

import numpy as np
import pytest
from sklearn.compose import ColumnTransformer
from sklearn.ensemble import RandomForestRegressor
from sklearn.feature_selection import SelectKBest
from sklearn.linear_model import LogisticRegression, Ridge, SGDClassifier, SGDRegressor
from sklearn.naive_bayes import GaussianNB
from sklearn.neighbors import KNeighborsClassifier
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OneHotEncoder, PolynomialFeatures, StandardScaler
from temporal_retrain import DataSelection, EvaluateRequest, TrainingError
from temporal_retrain import sklearn as ours
from temporal_retrain.sklearn import SklearnTrainer, Table
from training import FULL, BucketStore, Context, Killed, boosted, linear, table


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

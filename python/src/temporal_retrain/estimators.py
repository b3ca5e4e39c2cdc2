"""What kinds of estimators scikit-learn has, and what each can do."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
from sklearn.base import is_regressor
from sklearn.ensemble import GradientBoostingClassifier, HistGradientBoostingClassifier
from sklearn.linear_model import SGDClassifier
from sklearn.naive_bayes import BernoulliNB
from sklearn.neural_network import MLPClassifier
from sklearn.pipeline import Pipeline
from sklearn.preprocessing import FunctionTransformer, StandardScaler

from .errors import TrainingError

SET_WHEN_BUILT: tuple[tuple[type[Any], frozenset[str]], ...] = (
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


def growing_parameter(estimator: Any) -> str | None:
    """What a round with `warm_start` adds one to."""
    params = estimator.get_params(deep=False)
    return next((name for name in ("n_estimators", "max_iter") if name in params), None)


def checked_rounds(value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not 1 <= value <= 1_000_000:
        raise TrainingError(f"Expected `epochs` to be a whole number from 1, got `{value}`", permanent=True)
    return value


def parts_of(built: Any) -> tuple[Any, Any, str | None]:
    """What comes before the estimator, the estimator, and how the former was built."""
    if not isinstance(built, Pipeline):
        return StandardScaler(), built, None
    if not hasattr(built.steps[-1][1], "predict"):
        raise TrainingError(
            f"Expected the last step of the pipeline to be a classifier or a regressor, got `{built.steps[-1][0]}`",
            every_trial=True,
        )
    before = built[:-1] if len(built.steps) > 1 else FunctionTransformer()
    return before, built.steps[-1][1], repr(before.get_params())


def require_usable(estimator: Any, labels: npt.NDArray[Any]) -> None:
    """Before anything is fitted, and in words for all trials: none of them could be judged."""
    if is_regressor(estimator):
        return
    if not hasattr(estimator, "predict_proba"):
        raise TrainingError(
            f"Expected {type(estimator).__name__} to have predict_proba, as its losses are compared row by row; give it a loss that "
            'has probabilities (SGDClassifier(loss="log_loss"), SVC(probability=True)), or wrap it in CalibratedClassifierCV',
            every_trial=True,
        )
    if len(np.unique(labels)) < 2:
        raise TrainingError(
            f"Expected rows of at least two classes to train on (both classes of a yes or no), got {len(labels)} of at most one; "
            "widen the data window",
            every_trial=True,
        )


def learns_in_rounds(estimator: Any) -> bool:
    if hasattr(estimator, "partial_fit"):
        return True
    return growing_parameter(estimator) is not None and "warm_start" in estimator.get_params(deep=False)

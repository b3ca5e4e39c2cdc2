from dataclasses import fields
from pathlib import Path
from typing import Any

import pytest
from temporal_retrain import DataSelection, DataWindow, EvaluateRequest, EvaluateResult, Progress, TrainRequest, TrainResult

README = (Path(__file__).parents[1] / "README.md").read_text()


@pytest.mark.parametrize(
    "kind", [DataSelection, DataWindow, EvaluateRequest, EvaluateResult, Progress, TrainRequest, TrainResult]
)
def test_the_readme_names_every_field_as_it_is(kind: Any) -> None:
    _, _, table = README.partition(f"| `{kind.__name__}`")
    assert table
    for field in fields(kind):
        assert f"`{field.name}`" in table, field.name

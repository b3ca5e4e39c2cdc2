import pytest
from temporal_retrain import DataSelection, split_rows

TIMES = [float(time) for time in range(0, 1000, 10)]


@pytest.mark.parametrize(
    ("data", "fit", "validation", "holdout"),
    [
        (DataSelection(20), (0, 64), (64, 80), (80, 100)),
        (DataSelection(20, end=499), (0, 24), (24, 30), (30, 50)),
        (DataSelection(20, end=490), (0, 24), (24, 30), (30, 50)),
        (DataSelection(10, last_samples=30), (70, 86), (86, 90), (90, 100)),
        (DataSelection(10, last_ms=300), (69, 86), (86, 90), (90, 100)),
        (DataSelection(10, start=790), (80, 88), (88, 90), (90, 100)),
        (DataSelection(500), (0, 0), (0, 0), (0, 100)),
        (DataSelection(5, end=-1), (0, 0), (0, 0), (0, 0)),
    ],
)
def test_rows_are_split_as_on_the_typescript_side(
    data: DataSelection, fit: tuple[int, int], validation: tuple[int, int], holdout: tuple[int, int]
) -> None:
    split = split_rows(TIMES, data)
    assert [(part.start, part.stop) for part in (split.fit, split.validation, split.holdout)] == [fit, validation, holdout]


def test_no_row_is_later_than_the_end() -> None:
    for end in range(-5, 1005, 7):
        split = split_rows(TIMES, DataSelection(10, end=end))
        assert all(TIMES[row] <= end for row in split.holdout)
        assert split.fit.stop == split.validation.start and split.validation.stop == split.holdout.start

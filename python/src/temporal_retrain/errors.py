class TrainingError(Exception):
    """A training or an evaluation failed. `permanent`: a retry would fail the same way, so there is none."""

    def __init__(self, message: str, *, permanent: bool = False) -> None:
        super().__init__(message)
        self.permanent = permanent

class TrainingError(Exception):
    """A training or an evaluation failed. `permanent`: the same again would fail the same way, so it is not retried."""

    def __init__(self, message: str, *, permanent: bool = False) -> None:
        super().__init__(message)
        self.permanent = permanent

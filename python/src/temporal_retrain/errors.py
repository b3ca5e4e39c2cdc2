class NoServerError(ConnectionError):
    """No connection to the Temporal server came about. Its text is one line, with what to do."""


class TrainingError(Exception):
    """A training or an evaluation failed. `permanent`: a retry would fail the same way, so there is none.

    `every_trial`: other hyper-parameters would fail the same way too, so a search ends at once. It is permanent as well.
    """

    def __init__(self, message: str, *, permanent: bool = False, every_trial: bool = False) -> None:
        super().__init__(message)
        self.permanent = permanent or every_trial
        self.every_trial = every_trial

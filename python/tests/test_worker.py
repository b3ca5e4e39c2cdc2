import asyncio
import socket
from pathlib import Path

import pytest
from temporal_retrain import FileArtifactStore, NoServerError, run_worker


def test_ends_with_a_sentence_where_no_server_answers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.socket() as taken:
        # Bound and not listening: nobody else gets the port, and nothing answers.
        taken.bind(("127.0.0.1", 0))
        address = f"127.0.0.1:{taken.getsockname()[1]}"
        monkeypatch.setenv("TEMPORAL_ADDRESS", address)
        with pytest.raises(NoServerError) as ended:
            asyncio.run(run_worker([], FileArtifactStore(tmp_path), task_queue="none"))
    sentence = str(ended.value)
    assert sentence.startswith(f"Expected to connect to a Temporal server at {address}, got: ")
    assert "temporal-retrain dev" in sentence
    assert "\n" not in sentence

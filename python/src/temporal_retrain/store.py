"""Where models and checkpoints are stored. Trainers see only the protocol, so your own store needs four methods.

One that moves much calls `beat` between its parts: nobody else sends heartbeats meanwhile.
"""

from __future__ import annotations

import hashlib
import io
import os
import re
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Protocol
from urllib.parse import unquote, urlsplit

from .beats import beat
from .contract import Artifact
from .errors import TrainingError


class ArtifactStore(Protocol):
    def put(self, name: str, content: bytes) -> Artifact:
        """Stores a model for good, under a name made from its content, so a version's model never changes.

        `name`: `request.name` and a file's name, such as `f"{request.name}/model.json"`. Letters, digits and `._=:-`, in parts
        joined by `/`; `safe_part` makes a part of any text.
        """
        ...

    def get(self, artifact: Artifact) -> bytes:
        """The bytes, after a check that they are the registered ones and inside this store."""
        ...

    def save(self, key: str, content: bytes) -> str:
        """Replaces a checkpoint atomically: readers see the old one or the new one. Returns its URI.

        `key`: as the names of `put`, but without the attempt, such as `f"{request.retrain_id}/state"`.
        """
        ...

    def load(self, key: str) -> bytes | None:
        """The checkpoint with that key, if there is one."""
        ...


class FileArtifactStore:
    """Files below one folder, with `file:` URIs; the TypeScript worker can read them too."""

    def __init__(self, root: str | os.PathLike[str]) -> None:
        self.root = Path(root).resolve()
        self.root.mkdir(parents=True, exist_ok=True)

    def put(self, name: str, content: bytes) -> Artifact:
        path = self._place(name)
        sha256 = _digest(content)
        path = path.with_name(f"{sha256[:16]}-{path.name}")
        _write_whole(path, content)
        return Artifact(path.as_uri(), sha256, len(content))

    def get(self, artifact: Artifact) -> bytes:
        path = self._path_of(artifact.uri)
        try:
            content = _read_whole(path)
        except FileNotFoundError as error:
            raise TrainingError(
                f"Expected an artifact at `{artifact.uri}`, found none; was it deleted, or made on another machine?",
                permanent=True,
            ) from error
        if len(content) != artifact.bytes or _digest(content) != artifact.sha256:
            raise TrainingError(
                f"Expected the artifact at `{artifact.uri}` to be as it was registered; it was overwritten", permanent=True
            )
        return content

    def save(self, key: str, content: bytes) -> str:
        path = self._place(key)
        _write_whole(path, content)
        return path.as_uri()

    def load(self, key: str) -> bytes | None:
        try:
            return _read_whole(self._place(key))
        except FileNotFoundError:
            return None

    def _place(self, name: str) -> Path:
        parts = name.split("/")
        if not all(_PART.fullmatch(part) for part in parts):
            raise TrainingError(
                f"Expected a name of letters, digits and `._=:-`, in parts of at most 200 joined by `/` of which none begins with a "
                f"dot, got `{name[:120]}`; `safe_part` makes such a part of any text",
                permanent=True,
            )
        return self.root.joinpath(*parts)

    def _path_of(self, uri: str) -> Path:
        split = urlsplit(uri)
        path = Path(unquote(split.path))
        is_local = split.scheme == "file" and split.netloc in ("", "localhost")
        # Checked after all links are followed: a link inside may lead outside.
        if not is_local or not _inside(self.root, path.resolve()):
            is_link = is_local and _inside(self.root, Path(os.path.normpath(path)))
            link = f"; it is a link to `{path.resolve()}`, or below one" if is_link else ""
            raise TrainingError(f"Expected artifact `{uri[:200]}` to lie in `{self.root.as_uri()}`{link}", permanent=True)
        return path


def safe_part(text: str) -> str:
    """Any text as part of a name: letters, digits, `_` and `-` stay, the rest is escaped; distinct texts stay distinct."""
    escaped = "".join(
        chr(byte) if chr(byte).isalnum() and byte < 128 or chr(byte) in "_-" else f"={byte:02x}"
        for byte in text.encode()
    )
    return escaped if len(escaped) <= 120 else f"{escaped[:100]}-{hashlib.sha256(text.encode()).hexdigest()[:16]}"


_PART_BYTES = 16 * 1024 * 1024

# With the colon, which the id of every retrain has.
_PART = re.compile(r"[A-Za-z0-9_=:-][A-Za-z0-9._=:-]{0,199}")


def _inside(root: Path, path: Path) -> bool:
    return root in path.parents


def _parts(content: bytes) -> Iterator[memoryview]:
    """With a heartbeat between two: a model may be gigabytes."""
    view = memoryview(content)
    for start in range(0, max(1, len(view)), _PART_BYTES):
        if start > 0:
            beat()
        yield view[start : start + _PART_BYTES]


def _digest(content: bytes) -> str:
    digest = hashlib.sha256()
    for part in _parts(content):
        digest.update(part)
    return digest.hexdigest()


def _read_whole(path: Path) -> bytes:
    content = io.BytesIO()
    with open(path, "rb") as file:
        while part := file.read(_PART_BYTES):
            content.write(part)
            if len(part) == _PART_BYTES:
                beat()
    return content.getvalue()


def _write_whole(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, unfinished = tempfile.mkstemp(dir=path.parent, prefix=".unfinished-")
    try:
        with os.fdopen(handle, "wb") as file:
            for part in _parts(content):
                file.write(part)
                file.flush()
                # Each part, so that none waits for all of them.
                os.fsync(file.fileno())
        os.chmod(unfinished, 0o644)
        os.replace(unfinished, path)
    except BaseException:
        Path(unfinished).unlink(missing_ok=True)
        raise

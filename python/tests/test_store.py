from dataclasses import replace
from pathlib import Path

import pytest
from temporal_retrain import Artifact, DataSelection, FileArtifactStore, TrainingError, TrainRequest
from temporal_retrain.store import safe_part


def test_an_artifact_comes_back_whole_and_is_named_after_its_content(tmp_path: Path) -> None:
    store = FileArtifactStore(tmp_path / "root")
    one, other = store.put("m/model.pkl", b"one"), store.put("m/model.pkl", b"other")
    assert one.uri != other.uri and one.uri.startswith((tmp_path / "root").as_uri())
    assert (store.get(one), store.get(other)) == (b"one", b"other")
    assert store.put("m/model.pkl", b"one") == one


def test_an_artifact_that_changed_or_is_gone_is_refused(tmp_path: Path) -> None:
    store = FileArtifactStore(tmp_path)
    artifact = store.put("model.pkl", b"weights")
    path = Path(artifact.uri.removeprefix("file://"))
    path.write_bytes(b"weighty")
    with pytest.raises(TrainingError, match="overwritten") as caught:
        store.get(artifact)
    assert caught.value.permanent
    path.unlink()
    with pytest.raises(TrainingError, match="found none"):
        store.get(artifact)


@pytest.mark.parametrize("place", ["/etc/passwd", "{root}/../secret", "{root}/%2e%2e/secret", "{root}/link/secret", "{root}"])
@pytest.mark.parametrize("scheme", ["file://", "FILE://", "file://elsewhere.example"])
def test_what_lies_outside_the_root_is_not_read(tmp_path: Path, place: str, scheme: str) -> None:
    root = tmp_path / "root"
    store = FileArtifactStore(root)
    (tmp_path / "secret").write_bytes(b"secret")
    (root / "link").symlink_to(tmp_path)
    artifact = Artifact(f"{scheme}{place.format(root=root)}", "0" * 64, 6)
    with pytest.raises(TrainingError, match="to lie in"):
        store.get(artifact)
    with pytest.raises(TrainingError, match="to lie in"):
        store.get(replace(artifact, uri="s3://models/1.bin"))


@pytest.mark.parametrize("name", ["", "../x", "a/../x", "/x", "a//b", ".hidden", "a b", "x" * 300, "a\0b"])
def test_a_name_that_could_leave_the_root_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(TrainingError, match="Expected a name"):
        FileArtifactStore(tmp_path).put(name, b"")


def test_a_checkpoint_is_replaced_and_absent_until_then(tmp_path: Path) -> None:
    store = FileArtifactStore(tmp_path)
    assert store.load("a/b") is None
    store.save("a/b", b"1")
    store.save("a/b", b"2")
    assert store.load("a/b") == b"2"
    assert [path.name for path in (tmp_path / "a").iterdir()] == ["b"]


def test_safe_parts_differ_when_texts_differ() -> None:
    texts = ["a:b", "a=3ab", "a/b", "ä", "..", "", "x" * 500, "x" * 501]
    parts = [safe_part(text) for text in texts]
    assert len(set(parts)) == len(texts)
    assert all("/" not in part and "." not in part for part in parts)


def test_a_name_made_from_the_id_of_a_retrain_can_be_stored(tmp_path: Path) -> None:
    store = FileArtifactStore(tmp_path)
    request = TrainRequest("shop:x", "monitor/shop:x/retrain/1", 2, "full", None, {}, 7, DataSelection(3), {})
    store.save(f"{request.retrain_id}-ck", b"state")
    assert store.load(f"{request.retrain_id}-ck") == b"state"
    artifact = store.put(f"{request.name}/model.json", b"{}")
    assert store.get(artifact) == b"{}" and "attempt-2" in artifact.uri


def test_the_name_of_a_request_differs_by_attempt_and_by_trial() -> None:
    request = TrainRequest("shop:x", "monitor/shop:x/retrain/1", 1, "full", None, {}, 7, DataSelection(3), {})
    names = {request.name, replace(request, attempt=2).name, replace(request, trial=0).name, replace(request, trial=1).name}
    assert request.name == "monitor/shop:x/retrain/1/attempt-1" and len(names) == 4


def test_a_link_that_leads_outside_is_named_as_one(tmp_path: Path) -> None:
    store = FileArtifactStore(tmp_path / "root")
    (tmp_path / "outside.json").write_bytes(b"{}")
    (store.root / "link.json").symlink_to(tmp_path / "outside.json")
    with pytest.raises(TrainingError, match=r"to lie in .*; it is a link to `.*/outside\.json`"):
        store.get(Artifact((store.root / "link.json").as_uri(), "0" * 64, 2))
    with pytest.raises(TrainingError) as caught:
        store.get(Artifact(f"{store.root.as_uri()}/../outside.json", "0" * 64, 2))
    assert "is a link" not in str(caught.value)

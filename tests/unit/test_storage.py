import pytest

from webinstruct import UserError, storage


def test_a_file_is_written_read_and_deleted(tmp_path):
    uri = storage.join(str(tmp_path), "deep", "er", "file")
    assert not storage.exists(uri)
    storage.write_bytes(uri, b"one")
    storage.write_bytes(uri, b"two")
    assert storage.read_bytes(uri) == b"two"
    assert [p.name for p in (tmp_path / "deep" / "er").iterdir()] == ["file"]
    storage.delete(storage.join(str(tmp_path), "deep"))
    storage.delete(uri)
    assert not storage.exists(uri)


def test_file_uris_are_local_paths(tmp_path):
    (tmp_path / "a b").write_bytes(b"x")
    uri = (tmp_path / "a b").as_uri()
    assert storage.local_path(uri) == tmp_path / "a b"
    assert storage.read_bytes(uri) == b"x"
    assert storage.local_path("s3://bucket/key") is None


def test_unknown_schemes_are_refused_in_one_line():
    with pytest.raises(UserError, match="no file system"):
        storage.exists("gopher://hole/file")


def test_a_missing_file_says_so(tmp_path):
    with pytest.raises(FileNotFoundError):
        storage.read_bytes(str(tmp_path / "none"))


def test_the_files_of_a_folder_by_name(tmp_path):
    assert storage.stamps(str(tmp_path / "none")) == {}
    (tmp_path / "inner").mkdir()
    (tmp_path / "a.json").write_bytes(b"xyz")
    assert {name: size for name, (_, size) in storage.stamps(str(tmp_path)).items()} == {"a.json": 3}

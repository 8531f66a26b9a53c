"""Blobs are kept whole under their SHA-256, in every store, and read from any that has them."""

import hashlib
import os
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ais import errors
from ais.store import DirectoryStore, Stores, open_stores


@pytest.fixture
def store(tmp_path: Path) -> DirectoryStore:
    store = DirectoryStore(tmp_path / "blobs", "first")
    store.make()
    return store


def _file(store: DirectoryStore, digest: bytes) -> Path:
    return store.folder / digest.hex()[:2] / digest.hex()


class TestOneDirectory:
    def test_a_blob_that_is_not_there_is_an_error_that_names_it_and_the_store(self, store):
        with pytest.raises(errors.BlobMissing, match="first") as caught:
            store.get(bytes(32))
        assert bytes(32).hex() in str(caught.value)

    @pytest.mark.parametrize("position", [0, 50, 99])
    def test_a_blob_with_one_bit_turned_is_refused(self, store, position):
        digest = store.put(bytes(100))
        blob = bytearray(bytes(100))
        blob[position] ^= 1
        _file(store, digest).write_bytes(blob)
        with pytest.raises(errors.BlobTampered, match="first"):
            store.get(digest)

    def test_putting_again_mends_a_blob_that_was_altered(self, store):
        digest = store.put(b"whole")
        _file(store, digest).write_bytes(b"altered")
        store.put(b"whole")
        assert store.get(digest) == b"whole"

    def test_a_volume_that_is_not_mounted_is_an_error_and_no_new_store(self, store, tmp_path):
        store.folder.rmdir()
        with pytest.raises(errors.StoreUnavailable, match="first"):
            store.put(b"a blob")
        assert not list(tmp_path.iterdir())

    @settings(max_examples=50, deadline=None)
    @given(blob=st.binary(max_size=5000))
    def test_what_was_put_is_got_under_its_sha256(self, tmp_path_factory, blob):
        store = DirectoryStore(tmp_path_factory.mktemp("store"))
        digest = store.put(blob)
        assert digest == hashlib.sha256(blob).digest()
        assert store.get(digest) == blob

    def test_nothing_but_whole_blobs_is_left_when_writing_fails(self, store, monkeypatch):
        def full(_: int) -> None:
            raise OSError(28, "No space left on device")

        monkeypatch.setattr(os, "fsync", full)
        with pytest.raises(errors.StoreUnavailable, match="No space left"):
            store.put(b"does not fit")
        assert [p for p in store.folder.rglob("*") if p.is_file()] == []

    def test_erasing_forgets_and_erasing_again_changes_nothing(self, store):
        digest = store.put(b"gone")
        store.erase(digest)
        store.erase(digest)
        assert not store.has(digest)


class TestSeveral:
    @pytest.fixture
    def both(self, tmp_path: Path) -> Stores:
        entries = [{"kind": "directory", "path": n, "name": n} for n in ("one", "two")]
        stores = open_stores(entries, tmp_path)
        stores.make()
        return stores

    def test_a_put_reaches_all_and_one_is_enough_to_read(self, both):
        digest = both.put(b"kept twice")
        for lost in range(2):
            first, second = both.members[lost], both.members[1 - lost]
            first.erase(digest)
            assert not first.has(digest)
            assert second.has(digest)
            assert both.get(digest) == b"kept twice"
            first.put(b"kept twice")

    def test_an_altered_copy_is_passed_over_while_another_is_whole(self, both):
        digest = both.put(b"whole")
        _file(both.members[0], digest).write_bytes(b"altered")
        assert both.get(digest) == b"whole"

    def test_where_no_copy_is_whole_the_altered_one_is_named(self, both):
        digest = both.put(b"whole")
        _file(both.members[1], digest).write_bytes(b"altered")
        both.members[0].erase(digest)
        with pytest.raises(errors.BlobTampered, match="two"):
            both.get(digest)

    def test_where_all_lost_it_every_store_is_named(self, both):
        with pytest.raises(errors.BlobMissing, match="one, two"):
            both.get(bytes(32))

    @pytest.mark.parametrize(
        ("entries", "reason"),
        [
            ([], "names none"),
            ([{"kind": "tape"}], "tape"),
            ([{"kind": "directory"}], "no path"),
        ],
    )
    def test_an_entry_that_cannot_be_used_says_why(self, entries, reason):
        with pytest.raises(errors.StoreError, match=reason):
            open_stores(entries)

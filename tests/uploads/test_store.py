"""Bytes that were kept come back as they were, or not at all."""

from __future__ import annotations

import hashlib
import io
import random
import re
import stat
import tracemalloc
from pathlib import Path
from urllib.parse import unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from uploads.limits import CHUNK, MAX_BYTES, MEBIBYTE
from uploads.names import clean_name
from uploads.results import FileFault, FileKind, FileRefused
from uploads.store import Altered, Missing, discard, download_headers, keep, open_kept

DATA = random.Random(11).randbytes(200_000)
DIGEST = hashlib.sha256(DATA).hexdigest()


class Failing(io.BytesIO):
    """An upload that breaks off."""

    def read(self, size: int | None = -1, /) -> bytes:
        if self.tell() > 100_000:
            raise ConnectionResetError
        return super().read(size)


class Modest(io.BytesIO):
    """Remembers the most it was asked for at once."""

    most = 0

    def read(self, size: int | None = -1, /) -> bytes:
        assert size is not None
        assert size > 0
        self.most = max(self.most, size)
        return super().read(size)


def files_under(root: Path) -> list[Path]:
    return [path for path in root.rglob("*") if not path.is_dir()]


def kept(root: Path) -> tuple[str, Path]:
    key = keep(io.BytesIO(DATA), root)
    return key, root / key


def test_kept_file_comes_back(tmp_path: Path) -> None:
    key, path = kept(tmp_path)
    with open_kept(tmp_path, key, DIGEST) as opened:
        assert opened.read() == DATA
    assert files_under(tmp_path) == [path]


def test_key_is_the_servers_own(tmp_path: Path) -> None:
    first, second = keep(io.BytesIO(DATA), tmp_path), keep(io.BytesIO(DATA), tmp_path)
    assert first != second
    assert re.fullmatch(r"([0-9a-f]{2})/\1[0-9a-f]{30}", first)


def test_only_the_server_may_read_it(tmp_path: Path) -> None:
    _, path = kept(tmp_path / "new" / "root")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_stream_is_kept_whole_wherever_it_was_left(tmp_path: Path) -> None:
    stream = io.BytesIO(DATA)
    stream.read(1000)
    assert (tmp_path / keep(stream, tmp_path)).read_bytes() == DATA


def test_upload_that_breaks_off_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(ConnectionResetError):
        keep(Failing(DATA), tmp_path)
    assert files_under(tmp_path) == []


def test_upload_that_outgrows_the_limit_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(FileRefused) as refused:
        keep(io.BytesIO(bytes(MAX_BYTES + 1)), tmp_path)
    assert refused.value.fault is FileFault.TOO_LARGE
    assert files_under(tmp_path) == []


def test_largest_file_is_kept_in_pieces(tmp_path: Path) -> None:
    stream = Modest(bytes(MAX_BYTES))
    tracemalloc.start()
    key = keep(stream, tmp_path)
    open_kept(tmp_path, key, hashlib.sha256(bytes(MAX_BYTES)).hexdigest()).close()
    peak = tracemalloc.get_traced_memory()[1] - MAX_BYTES
    tracemalloc.stop()
    assert stream.most == CHUNK
    assert peak < MEBIBYTE


@pytest.mark.parametrize("place", [0, 100_000, len(DATA) - 1])
def test_one_flipped_bit_is_seen(tmp_path: Path, place: int) -> None:
    key, path = kept(tmp_path)
    altered = bytearray(DATA)
    altered[place] ^= 1
    path.write_bytes(altered)
    with pytest.raises(Altered, match=key) as seen:
        open_kept(tmp_path, key, DIGEST)
    assert type(seen.value) is Altered


@pytest.mark.parametrize("data", [b"", DATA[:-1], DATA + b"\0"])
def test_cut_or_grown_file_is_seen(tmp_path: Path, data: bytes) -> None:
    key, path = kept(tmp_path)
    path.write_bytes(data)
    with pytest.raises(Altered, match=key):
        open_kept(tmp_path, key, DIGEST)


def test_missing_file_is_named(tmp_path: Path) -> None:
    key, path = kept(tmp_path)
    path.unlink()
    with pytest.raises(Missing, match=key):
        open_kept(tmp_path, key, DIGEST)


def test_link_in_a_files_place_is_not_followed(tmp_path: Path) -> None:
    key, path = kept(tmp_path)
    path.rename(tmp_path / "elsewhere")
    path.symlink_to(tmp_path / "elsewhere")
    with pytest.raises(Missing):
        open_kept(tmp_path, key, DIGEST)


HEX = "0123456789abcdef0123456789abcdef"


@pytest.mark.parametrize(
    "key",
    [
        "",
        "..",
        "../secret-key",
        "/etc/passwd",
        HEX,
        f"01/{HEX}/",
        f"01/{HEX}\n",
        f"02/{HEX}",
        f"01/../{HEX}",
        f"01/{HEX.upper()}",
        f"01\\{HEX}",
        f"arriving/{HEX}",
        f"01/{HEX}%00",
    ],
)
def test_what_is_no_key_reaches_no_file(tmp_path: Path, key: str) -> None:
    for reach in (lambda: open_kept(tmp_path, key, DIGEST), lambda: discard(tmp_path, key)):
        with pytest.raises(ValueError, match="Not a key"):
            reach()


def test_discarded_file_is_gone_and_may_be_discarded_again(tmp_path: Path) -> None:
    key, _ = kept(tmp_path)
    discard(tmp_path, key)
    discard(tmp_path, key)
    assert files_under(tmp_path) == []


def test_download_is_saved_never_shown() -> None:
    assert download_headers("Plan.pdf", "application/pdf") == {
        "Content-Type": "application/pdf",
        "Content-Disposition": "attachment; filename=\"Plan.pdf\"; filename*=UTF-8''Plan.pdf",
        "X-Content-Type-Options": "nosniff",
        "Content-Security-Policy": (
            "sandbox; default-src 'none'; object-src 'none'; base-uri 'none';"
            " form-action 'none'; frame-ancestors 'none'"
        ),
        "Cache-Control": "private, no-store",
        "Cross-Origin-Resource-Policy": "same-origin",
    }


@pytest.mark.parametrize("content_type", ["text/html", "image/svg+xml", "", "text/csv\r\nX: y", "TEXT/HTML"])
def test_no_other_type_goes_out(content_type: str) -> None:
    assert download_headers("a", content_type)["Content-Type"] == "application/octet-stream"


def test_every_type_of_ours_goes_out_as_it_is() -> None:
    for kind in FileKind:
        assert download_headers("a", kind.content_type)["Content-Type"] == kind.content_type


OLD_NAME, TRUE_NAME = r"[\x20\x21\x23-\x7e]+", r"[\w!#$&+.^`|~%-]+"
DISPOSITION = re.compile(rf"attachment; filename=\"({OLD_NAME})\"; filename\*=UTF-8''({TRUE_NAME})", re.ASCII)


@pytest.mark.parametrize(
    ("raw", "plain", "true"),
    [
        ("Café £5.pdf", "Cafe 5.pdf", "Café £5.pdf"),
        ('a"b;c.pdf', "a_b_c.pdf", "a_b;c.pdf"),
        ("計画.pdf", "file.pdf", "計画.pdf"),
        ("100%.csv", "100_.csv", "100%.csv"),
        ("a\r\nX-Evil: 1.pdf", "a X-Evil_ 1.pdf", "a X-Evil_ 1.pdf"),
        ("計画", "file", "計画"),
    ],
)
def test_name_goes_out_for_old_and_new_programs(raw: str, plain: str, true: str) -> None:
    found = DISPOSITION.fullmatch(download_headers(raw, "text/csv")["Content-Disposition"])
    assert found is not None
    assert (found[1], unquote(found[2])) == (plain, true)


@given(st.text(max_size=200))
def test_any_name_makes_a_valid_header(raw: str) -> None:
    found = DISPOSITION.fullmatch(download_headers(raw, "text/csv")["Content-Disposition"])
    assert found is not None
    assert unquote(found[2]) == clean_name(raw)

"""mbox files and Maildir directories: where each mail lies, whatever lies beside it."""

import os
from pathlib import Path

import pytest

from mailflow.adapters.maildir import is_maildir, mail_files, read_file
from mailflow.adapters.mbox import LONGEST_LINE, Place, is_mbox, places, read_place

FROM = b"From carol@customer.example Mon Mar  2 09:30:00 2026\n"
ONE = b"Subject: one\n\nfirst\n"
TWO = b"Subject: two\n\nsecond\n"


def mails(path: Path, content: bytes) -> list[bytes]:
    """Return the mails of an mbox with this content."""
    path.write_bytes(content)
    return [read_place(path, place, most=10**6) for place in places(path)]


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (FROM + ONE + b"\n" + FROM + TWO + b"\n", [ONE, TWO]),
        (FROM + ONE + b"\n" + FROM + TWO, [ONE, TWO]),  # no empty line at the end
        (FROM + ONE + FROM + TWO, [ONE + FROM + TWO]),  # not behind an empty line
        (FROM + ONE + b"\nFrom now on it burns.\n", [ONE + b"\nFrom now on it burns.\n"]),
        (b"From me\n" + ONE + b"\nFrom me\n" + TWO, [ONE, TWO]),  # a writer without dates
        (FROM + b"a: b\n\n>From x\n>>From y\n>no\n", [b"a: b\n\nFrom x\n>From y\n>no\n"]),
        (FROM + FROM + ONE, [FROM + ONE]),
        (FROM + b"\n" + FROM + TWO, [b"\n", TWO]),  # an empty mail between
        (FROM.replace(b"\n", b"\r\n") + b"a: b\r\n\r\nx\r\n\r\n", [b"a: b\r\n\r\nx\r\n"]),
        (b"From ", [b""]),
        (FROM + b"a: \xff\x00\n\n" + b"x" * LONGEST_LINE + b"\n" + FROM, None),  # a long line
    ],
)
def test_an_mbox_is_divided_where_a_mail_begins(
    tmp_path: Path, content: bytes, expected: list[bytes] | None
) -> None:
    expected = [content.removeprefix(FROM)] if expected is None else expected
    assert mails(tmp_path / "mbox", content) == expected


@pytest.mark.parametrize(
    ("content", "expected"), [(FROM, True), (b">From x", False), (b"From: x", False), (b"", False)]
)
def test_an_mbox_is_known_by_its_beginning(tmp_path: Path, content: bytes, expected: bool) -> None:
    path = tmp_path / "file"
    path.write_bytes(content)
    assert is_mbox(path) is expected


def test_a_mail_too_large_or_gone_from_its_place_is_not_read(tmp_path: Path) -> None:
    path = tmp_path / "mbox"
    path.write_bytes(FROM + ONE)
    (place,) = places(path)
    with pytest.raises(OSError, match="at most"):
        read_place(path, place, most=place.length - 1)
    for moved in (Place(1, place.length - 1), Place(0, place.length + 1)):
        with pytest.raises(OSError, match="changed"):
            read_place(path, moved, most=1000)


def make_maildir(path: Path) -> Path:
    for name in ("cur", "new", "tmp"):
        (path / name).mkdir(parents=True)
    return path


def test_a_maildir_is_known_by_its_structure(tmp_path: Path) -> None:
    assert is_maildir(make_maildir(tmp_path / "box"))
    assert not is_maildir(tmp_path)


def test_mail_of_a_maildir_comes_in_the_order_of_delivery(tmp_path: Path) -> None:
    box = make_maildir(tmp_path)
    for name in ("new/1003.a", "cur/1001.b:2,S", "new/1002.c", "tmp/1000.d", "new/.hidden"):
        (box / name).write_bytes(ONE)
    assert [one.name for one in mail_files(box)] == ["1001.b:2,S", "1002.c", "1003.a"]


def test_what_is_no_regular_file_is_not_opened(tmp_path: Path) -> None:
    """A pipe would block; a link could lead anywhere."""
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "link").symlink_to("/etc/hostname")
    (tmp_path / "folder").mkdir()
    for name in ("pipe", "link", "folder"):
        with pytest.raises(OSError, match="no regular file"):
            read_file(tmp_path / name, most=1000)
    (tmp_path / "mail").write_bytes(ONE)
    assert read_file(tmp_path / "mail", most=len(ONE)) == ONE
    with pytest.raises(OSError, match="at most"):
        read_file(tmp_path / "mail", most=len(ONE) - 1)

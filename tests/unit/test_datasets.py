"""Files of labelled texts: what is read, what is counted, what is refused by file and row."""

import gzip
import tracemalloc
from itertools import islice
from pathlib import Path

import pytest

from classifiers.datasets import NO_LABEL, NO_TEXT, read_dataset
from classifiers.errors import BadDatasetError
from classifiers.row_files import LONGEST, rows_of


def write(folder: Path, name: str, content: str | bytes) -> Path:
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def test_rows_without_a_label_are_skipped_and_counted(tmp_path: Path) -> None:
    content = (
        '{"text": "one", "kind": "a", "title": NaN}\n\n{"text": "two", "kind": NaN}\n'
        '{"text": "three"}\n{"text": null, "kind": "b"}\n{"text": "", "kind": " b "}\n'
    )
    found = read_dataset(write(tmp_path, "x.jsonl", content), "kind")
    assert found.labels == ("a", "b", "b")
    assert found.texts == ("one", "", "")
    assert found.remarks == {NO_LABEL: 2, NO_TEXT: 1}


def test_labels_that_are_no_texts_are_read_as_such(tmp_path: Path) -> None:
    rows = "\n".join(f'{{"text": "x", "kind": {one}}}' for one in ("3", "3.0", "true", '"3"'))
    found = read_dataset(write(tmp_path, "x.jsonl", rows), "kind")
    assert found.labels == ("3", "3", "true", "3")


@pytest.mark.parametrize("name", ["x.csv", "x.csv.gz", "x", "x.TSV"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_tables_are_read_packed_or_not_and_in_the_encodings_that_mark_themselves(
    tmp_path: Path, name: str, encoding: str
) -> None:
    between = "\t" if "TSV" in name else ";"
    content = f'kind{between}text\nré{between}"two\nlines"\n{between}no label\n'.encode(encoding)
    packed = gzip.compress(content, mtime=0) if name.endswith(".gz") else content
    found = read_dataset(write(tmp_path, name, packed), "kind")
    assert (found.texts, found.labels) == (("two\nlines",), ("ré",))
    assert found.remarks == {NO_LABEL: 1}


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("x.jsonl", '{"text": "a", "kind": "b"}\n{"text": ', "x.jsonl, row 2: not JSON"),
        ("x.jsonl", '["a"]', "row 1: not a JSON object"),
        ("x.jsonl", "[" * 100_000, "row 1: not JSON"),
        ("x.jsonl", '{"text": ["a"], "kind": "b"}', "row 1: 'text' is a list"),
        ("x.jsonl", '{"text": "a", "kind": {}}', "row 1: 'kind' is a dict"),
        ("x.jsonl", b'{"text": "a", "kind": "b"}\n{"text": "\xe9"}', "line 2: not UTF-8"),
        ("x.jsonl", '{"text": "a", "kinds": "b"}', "no column 'kind'; did you mean 'kinds'"),
        ("x.jsonl", '{"body": "a", "kind": "b"}', "no column 'text'"),
        ("x.jsonl", '{"text": "a", "kind": null}', "no row has a label in 'kind'"),
        ("x.jsonl", "", "no rows"),
        ("x.csv", "text,kind\na,b\nc\n", "x.csv, row 3: not as many cells"),
        ("x.csv", 'text,kind\na,b\n"c,d\n', "row 3: unexpected end of data"),
        ("x.csv", 'text,kind\n"a\nb",c\nd\n', "x.csv, row 3, line 4: not as many cells"),
        (
            "x.csv",
            'text,kind\na,b\n"c,d\n' + "e\n" * LONGEST,
            "line 2097154: longer than 4,194,304 characters; is a",
        ),
        ("x.csv", f"text,kind\n{'a' * (LONGEST + 1)},b", "x.csv, line 2: longer than"),
        ("x.csv", ",".join(map(str, range(1_001))) + "\n", "line 1: more than 1000 columns"),
        ("x.csv", b"text,kind\r\n" + b"a,b\r\n" * 9_000 + b"\xff", "line 9002: not UTF-8"),
        ("x.jsonl", f'{{"text": "{"a" * LONGEST}"}}', "x.jsonl, line 1: longer than"),
        ("x.jsonl.gz", gzip.compress(b'{"text": "a"}' * 99, mtime=0)[:-20], "damaged gzip"),
    ],
)
def test_what_cannot_be_read_is_refused_by_file_and_row(
    tmp_path: Path, name: str, content: str | bytes, said: str
) -> None:
    with pytest.raises(BadDatasetError) as caught:
        read_dataset(write(tmp_path, name, content), "kind")
    assert said.replace("no column", "no row has a column") in str(caught.value)


@pytest.mark.parametrize("name", ["x.jsonl.gz", "x.jsonl"])
def test_no_file_can_fill_the_memory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    """Reading ends at the limit, whatever a packed file would become."""
    monkeypatch.setattr("classifiers.row_files.MOST_BYTES", 1 << 20)
    with (gzip.open if name.endswith(".gz") else open)(tmp_path / name, "wb") as file:
        for _ in range(20):
            file.write((b" " * 1_000 + b"\n") * 1_000)
    tracemalloc.start()
    with pytest.raises(BadDatasetError, match="more than 1 MB unpacked"):
        read_dataset(tmp_path / name, "kind")
    assert tracemalloc.get_traced_memory()[1] < 1 << 20
    tracemalloc.stop()


def test_rows_are_read_one_after_the_other(tmp_path: Path) -> None:
    """What is wrong further down is met when it is reached."""
    rows = rows_of(write(tmp_path, "x.csv", 'text,kind\n"a\nb",c\nd,e\nf\n'))
    assert [(one.number, one.line) for one in islice(rows, 2)] == [(2, 3), (3, 4)]
    with pytest.raises(BadDatasetError, match="row 4, line 5"):
        next(rows)

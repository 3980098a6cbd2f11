"""Files of labelled texts: what is read, what is counted, what is refused by file and row."""

import gzip
from pathlib import Path

import pytest

from classifiers.datasets import NO_LABEL, NO_TEXT, read_dataset
from classifiers.errors import BadDatasetError


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
        ("x.jsonl.gz", gzip.compress(b'{"text": "a"}' * 99, mtime=0)[:-20], "damaged gzip"),
    ],
)
def test_what_cannot_be_read_is_refused_by_file_and_row(
    tmp_path: Path, name: str, content: str | bytes, said: str
) -> None:
    with pytest.raises(BadDatasetError) as caught:
        read_dataset(write(tmp_path, name, content), "kind")
    assert said.replace("no column", "no row has a column") in str(caught.value)


def test_a_packed_file_cannot_fill_the_memory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("classifiers.datasets.MOST_BYTES", 1 << 20)
    path = write(tmp_path, "x.jsonl.gz", gzip.compress(b" " * (1 << 21)))
    with pytest.raises(BadDatasetError, match="more than 1 MB unpacked"):
        read_dataset(path, "kind")

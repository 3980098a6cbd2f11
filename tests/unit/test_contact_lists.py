"""A list of people is read as spreadsheets write it, and its mistakes told by their line."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailflow.core.contact_lists import ContactRow, RowProblem, read_contact_list


@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_separators_line_ends_and_a_byte_order_mark_make_no_difference(
    separator: str, end: str, mark: str
) -> None:
    lines = ("E-Mail,Display_Name,Groups", "ann@a.example,Ann,Desk | Night shift", "b@a.example")
    text = mark + end.join(lines).replace(",", separator)
    assert read_contact_list(text.encode()).rows == (
        ContactRow(2, "Ann", ("ann@a.example",), groups=("Desk", "Night shift")),
        ContactRow(3, "", ("b@a.example",)),
    )


def test_a_cell_of_several_lines_is_one_cell_and_later_lines_keep_their_numbers() -> None:
    found = read_contact_list(b'address,name\na@a.example,"An\nn"\nb@a.example,=1+1\n')
    assert [(one.line, one.name) for one in found.rows] == [(2, "An n")]
    assert found.problems == (RowProblem(4, "name: begins with =, as formulas do"),)


@pytest.mark.parametrize("cell", ["=1+1", "+1", "-1", "@SUM(A1)", " =1", "\t=1", '"\r=1"'])
def test_what_a_spreadsheet_would_compute_is_refused(cell: str) -> None:
    found = read_contact_list(f"address;name\na@a.example;{cell}\n".encode())
    assert (found.rows, [one.line for one in found.problems]) == ((), [2])


def test_a_handle_may_be_written_with_its_sign() -> None:
    found = read_contact_list(b"address,handle\na@a.example,@ann\nb@a.example,@=1\n")
    assert [one.handle for one in found.rows] == ["@ann"]
    assert [one.line for one in found.problems] == [3]


@given(st.binary(max_size=300) | st.text(alphabet='address,;\n\r"=@ \t\u2028|', max_size=200))
def test_any_bytes_are_rows_or_problems(content: bytes | str) -> None:
    raw = content if isinstance(content, bytes) else b"address,name\n" + content.encode()
    found = read_contact_list(raw)
    lines = [one.line for one in found.rows] + [one.line for one in found.problems]
    assert all(1 <= line <= raw.count(b"\n") + raw.count(b"\r") + 1 for line in lines)
    assert lines

"""What is wrong with an administrator's templates and sentences is told with file and line."""

from pathlib import Path

import pytest

from mailflow import __version__
from mailflow.adapters.renderer import Renderer
from mailflow.adapters.template_checking import Problem, Scope, check
from mailflow.adapters.template_files import PARTS, TemplateFiles, keys_in
from mailflow.core.sample_notices import samples
from mailflow.errors import NotFoundError

MINE = '{% extends "frame.txt.j2" %}\n{% block body %}\n'
END = "{% endblock %}\n"


def written(folder: Path, name: str, content: str) -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(content, encoding="utf-8")
    return path


def only_problem(folder: Path, name: str = "closure") -> Problem:
    """Return the one problem of a template; the others are ours and tried in the pages' tests."""
    (problem,) = check(folder, Scope((name,), "en")).problems
    return problem


@pytest.mark.parametrize(
    ("name", "content", "line", "told"),
    [
        ("closure/body.txt.j2", f"{MINE}{{{{ incident.salary }}}}\n{END}", 3, "'salary'"),
        ("closure/body.txt.j2", f"{MINE}{{% if %}}\n{END}", 3, "Expected an expression"),
        ("closure/body.txt.j2", f"{MINE}{{{{ notice.now.year }}}}\n{END}", 3, "'year'"),
        ("closure/subject.txt.j2", "{# nothing #}", 1, "the subject is empty"),
        ("closure/subject.txt.j2", "Closed", 1, "lacks the reference"),
        ("closure/body.txt.j2", "Bye", 1, "the line above which to write is missing"),
        (
            "resolution/body.txt.j2",
            f"{MINE}{{{{ incident.subject }}}}{END}",
            1,
            "repeats what an unproven sender wrote",
        ),
        (
            "closure/body.html.j2",
            '{% extends "frame.html.j2" %}{% block body %}<img src="x.png">{% endblock %}',
            1,
            "holds src=",
        ),
        ("closre/body.txt.j2", "x", 1, "no notice is made of this file"),
        ("closure/text.txt.j2", "x", 1, "no notice is made of this file"),
        ("messages/de.toml", '[frame]\n\ngreeting = "{nam}"\n', 3, "nothing fills {nam}"),
        ("messages/it.toml", '[frame]\ngreting = "Ciao"\n', 2, "no notice says frame.greting"),
        ("messages/de.toml", '[frame]\ngreeting = "x\n', 2, "is no TOML"),
        ("messages/de.toml", '[date]\nweekdays = "Mo Di"\n', 2, "needs 7 words"),
    ],
)
def test_a_problem_is_told_once_with_its_place_and_a_remedy(
    tmp_path: Path, name: str, content: str, line: int, told: str
) -> None:
    path = written(tmp_path, name, content)
    folder = name.partition("/")[0]
    problem = only_problem(tmp_path, folder if folder == "resolution" else "closure")
    assert (problem.file, problem.line) == (str(path), line)
    assert told in problem.problem
    assert problem.remedy


def test_a_fault_that_only_odd_content_shows_is_found(tmp_path: Path) -> None:
    """An incident without a due moment, a notice without a time."""
    written(tmp_path, "closure/body.txt.j2", f"{MINE}{{{{ incident.response_due.year }}}}{END}")
    assert only_problem(tmp_path).notices[0].startswith("closure-empty.")


def test_a_language_of_ones_own_is_tried_and_what_it_lacks_is_told(tmp_path: Path) -> None:
    written(tmp_path, "messages/it.toml", '[frame]\ngreeting = "Buongiorno {name},"\n')
    report = check(tmp_path, Scope(("closure",), "it"))
    assert report.problems == ()
    assert report.rendered > 5
    (note,) = (one for one in report.notes if one.file == "it.toml")
    assert "come in English" in note.problem


def test_a_copy_says_its_version_and_what_ours_shows_since(tmp_path: Path) -> None:
    files = TemplateFiles(tmp_path).of("closure")
    for one in files:
        written(tmp_path, one.name, one.copy)
    assert [one.version for one in files] == [__version__] * 3
    scope = Scope(("closure",), "en")
    assert check(tmp_path, scope).notes == ()
    body = tmp_path / "closure/body.txt.j2"
    older = body.read_text(encoding="utf-8").replace("show.withheld", "show.opening")
    body.write_text(older, encoding="utf-8")
    (note,) = check(tmp_path, scope).notes
    assert "ours now shows show.withheld, too" in note.problem
    assert note.file == str(body)


def test_what_stands_in_the_package_is_without_a_fault() -> None:
    """All of it in the widest language; the pages' tests render the others."""
    report = check(None, Scope(language="ja"))
    assert report.problems == ()
    assert report.rendered > 100


def test_a_template_for_one_late_incident_is_not_used_for_many(tmp_path: Path) -> None:
    """An administrator may have written it before there were lists; it would name one of them."""
    for name in PARTS:
        written(tmp_path, f"escalation/{name}", "{{ incident.reference }} is late")
    (several,) = (one.notice for one in samples() if one.name == "late_incidents")
    found = Renderer(tmp_path).render(several, "en")
    assert all("INC-1003" in text and "INC-1007" in text for text in (found.text, found.html))


def test_an_unknown_template_is_not_found() -> None:
    with pytest.raises(NotFoundError, match="template list"):
        TemplateFiles(None).of("../../etc")


def test_sentences_of_a_template_are_found_also_by_their_beginning() -> None:
    every = ("frame.greeting", "reason.new", "reason.reply", "state.new")
    source = '{{ "frame.greeting"|t }}{{ ("reason." ~ notice.reason)|t }}'
    assert keys_in(source, every) == every[:3]

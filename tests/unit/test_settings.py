"""Settings: every problem at once, secrets nowhere, the environment above the file."""

from datetime import timedelta
from importlib.resources import files
from pathlib import Path

import pytest

from mailflow.cli.settings_file import categories_text
from mailflow.core.calendars import ALWAYS
from mailflow.errors import SettingsError
from mailflow.sections import SEED_CATEGORIES, seeds_of
from mailflow.settings import Settings, load

MAILBOX = """
[[mailboxes]]
name = "support"
host = "imap.example.com"
username = "support"
"""


@pytest.fixture(autouse=True)
def clean_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("MAILFLOW_DESK__NAME", "MAILFLOW_LOG_LEVEL", "MAILFLOW_DATABASE_URL"):
        monkeypatch.delenv(name, raising=False)


def write(folder: Path, text: str) -> Path:
    path = folder / "mailflow.toml"
    path.write_text(text, encoding="utf-8")
    return path


def problems_of(path: Path) -> tuple[str, ...]:
    with pytest.raises(SettingsError) as caught:
        load(path)
    return caught.value.problems


def test_an_empty_file_gives_the_defaults(tmp_path: Path) -> None:
    settings = load(write(tmp_path, ""))
    assert settings.desk.reopen_days == 5
    assert settings.limits.acknowledgements_per_sender_hour == 3
    assert settings.targets.of("P1").response == "15m"


def test_files_of_editors_that_begin_with_a_byte_order_mark_are_read(tmp_path: Path) -> None:
    path = write(tmp_path, '\ufefflog_level = "DEBUG"\n')
    (tmp_path / "categories.toml").write_text("\ufeff[access]\n", encoding="utf-8")
    assert (load(path).log_level, [*load(path).categories]) == ("DEBUG", ["access"])


def test_every_problem_is_reported_at_once_with_file_and_key(tmp_path: Path) -> None:
    path = write(
        tmp_path,
        'colour = "red"\nlog_level = "LOUD"\n'
        '[desk]\nsuport_address = "a@b.example"\nsupport_address = "nobody"\n'
        "[limits]\nparts = -1\n",
    )
    problems = problems_of(path)
    assert all(problem.startswith(f"{path}: ") for problem in problems)
    keys = {problem.split(": ")[1] for problem in problems}
    assert keys == {
        "colour",
        "log_level",
        "desk.suport_address",
        "desk.support_address",
        "limits.parts",
    }


def test_an_unknown_key_is_reported_with_its_remedy(tmp_path: Path) -> None:
    (problem,) = problems_of(write(tmp_path, "[smtp]\nhosst = 'mx'\n"))
    assert "smtp.hosst: unknown key; remove it, or look for a typing error" in problem


@pytest.mark.parametrize("zone", ["Europe/Nowhere", "Europe", "../etc/passwd"])
def test_a_time_zone_that_is_none_is_a_problem_like_any_other(tmp_path: Path, zone: str) -> None:
    (problem,) = problems_of(write(tmp_path, f"[desk]\ntime_zone = '{zone}'\n"))
    assert "desk.time_zone: " in problem
    assert "give a time zone such as Europe/Berlin" in problem


def test_the_desk_speaks_a_language_that_has_sentences(tmp_path: Path) -> None:
    (problem,) = problems_of(write(tmp_path, '[desk]\nlanguage = "klingon"\n'))
    assert "desk.language" in problem
    assert "de, en, es, fr, ja" in problem
    assert load(write(tmp_path, '[desk]\nlanguage = "de-AT"\n')).desk.language == "de-AT"
    (tmp_path / "own" / "messages").mkdir(parents=True)
    (tmp_path / "own" / "messages" / "it.toml").write_text("", encoding="utf-8")
    own = write(tmp_path, 'templates_directory = "own"\n[desk]\nlanguage = "it"\n')
    assert load(own).desk.language == "it"


def test_a_file_that_is_missing_names_init(tmp_path: Path) -> None:
    (problem,) = problems_of(tmp_path / "absent.toml")
    assert "no such file" in problem
    assert "mailflow init" in problem


def test_a_file_that_is_no_toml_names_the_line(tmp_path: Path) -> None:
    (problem,) = problems_of(write(tmp_path, "[desk]\nname = \n"))
    assert "line 2" in problem


def test_clear_text_to_another_machine_is_refused(tmp_path: Path) -> None:
    (problem,) = problems_of(write(tmp_path, MAILBOX + 'tls = "none"\n'))
    assert "mailboxes.0.tls" in problem
    assert "implicit" in problem


def test_clear_text_to_this_machine_is_allowed(tmp_path: Path) -> None:
    text = MAILBOX.replace("imap.example.com", "127.0.0.1") + 'tls = "none"\n'
    assert load(write(tmp_path, text)).mailboxes[0].tls == "none"


def test_missing_secrets_are_all_reported_before_anything_starts(tmp_path: Path) -> None:
    text = MAILBOX + 'password_file = "absent"\n[smtp]\npassword_env = "MAILFLOW_TEST_ABSENT"\n'
    problems = problems_of(write(tmp_path, text))
    assert len(problems) == 2
    assert any("smtp.password_env" in one and "MAILFLOW_TEST_ABSENT" in one for one in problems)
    assert any("mailboxes.support.password_file" in one and "chmod 600" in one for one in problems)


def test_two_mailboxes_of_one_name_are_refused(tmp_path: Path) -> None:
    (problem,) = problems_of(write(tmp_path, MAILBOX + MAILBOX))
    assert "two are named 'support'" in problem


def test_the_environment_overrides_the_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MAILFLOW_DESK__NAME", "From outside")
    monkeypatch.setenv("MAILFLOW_LOG_LEVEL", "DEBUG")
    text = '[desk]\nname = "From the file"\nlanguage = "de"\n'
    settings = load(write(tmp_path, text))
    assert (settings.desk.name, settings.log_level) == ("From outside", "DEBUG")
    assert settings.desk.language == "de"  # what the environment does not name stays


def test_a_wrong_value_from_the_environment_says_that_it_may_come_from_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MAILFLOW_LOG_LEVEL", "LOUD")
    (problem,) = problems_of(write(tmp_path, ""))
    assert "log_level" in problem
    assert "environment: MAILFLOW_" in problem


def test_secrets_never_stand_in_a_repr(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "secret").write_text("hunter2\n", encoding="utf-8")
    monkeypatch.setenv("MAILFLOW_TEST_SECRET", "swordfish")
    text = (
        'database_url = "postgresql://desk:opensesame@db.example/desk"\n'
        + MAILBOX
        + 'password_file = "secret"\n[smtp]\npassword_env = "MAILFLOW_TEST_SECRET"\n'
    )
    settings = load(write(tmp_path, text))
    passwords = [settings.mailboxes[0].password(), settings.smtp.password()]
    assert [one.get_secret_value() for one in passwords] == ["hunter2", "swordfish"]
    shown = repr(settings) + str(settings) + repr(passwords)
    assert not any(one in shown for one in ("hunter2", "swordfish", "opensesame"))


def test_a_value_that_is_refused_is_not_repeated(tmp_path: Path) -> None:
    text = '[smtp]\npassword = "hunter2"\n'  # a key that we do not have, with a secret in it
    assert "hunter2" not in "\n".join(problems_of(write(tmp_path, text)))


def test_paths_are_relative_to_the_settings_file(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("x", encoding="utf-8")
    settings = load(write(tmp_path, MAILBOX + 'password_file = "secret"\nca_file = "ca.pem"\n'))
    assert settings.keys_directory == tmp_path / "keys"
    assert settings.database_url == f"sqlite:///{tmp_path / 'mailflow.db'}"
    assert settings.mailboxes[0].ca_file == tmp_path / "ca.pem"
    assert settings.mailboxes[0].password_file == tmp_path / "secret"


def test_settings_cannot_be_changed() -> None:
    with pytest.raises(ValueError, match="frozen"):
        Settings().log_level = "DEBUG"


def test_replies_are_read_and_what_nothing_fills_is_refused(tmp_path: Path) -> None:
    settings = load(write(tmp_path, '[replies]\n"Remote help" = "Hello {requester}, {{agent}}"'))
    assert settings.replies["Remote help"].startswith("Hello {requester}")
    (problem,) = problems_of(write(tmp_path, '[replies]\nrestart = "Hello {reqester}"'))
    assert "nothing fills {reqester}" in problem
    (problem,) = problems_of(write(tmp_path, '[replies]\n"two  blanks" = "x"'))
    assert "cannot be written behind #reply" in problem


CATEGORIES = (
    '[printing]\ngroup = "Desk"\nexamples = ["no paper"]\nseed = ["printing", "hardware"]\n'
)


def with_categories(folder: Path, text: str, settings: str = "") -> Path:
    (folder / "categories.toml").write_text(text, encoding="utf-8")
    return write(folder, settings)


def test_categories_have_a_file_of_their_own_beside_the_settings(tmp_path: Path) -> None:
    """And may still stand in the settings; both are one."""
    path = with_categories(tmp_path, CATEGORIES, '[categories.access]\nimpact = "low"\n')
    categories = load(path).known_categories
    assert list(categories) == ["access", "printing"]
    assert (categories["printing"].group, categories["access"].impact) == ("Desk", "low")
    assert seeds_of(categories) == {
        "access": "access",
        "printing": "printing",
        "hardware": "printing",
    }


def test_a_desk_without_categories_has_those_of_the_seed(tmp_path: Path) -> None:
    settings = load(write(tmp_path, ""))
    assert tuple(settings.known_categories) == SEED_CATEGORIES
    assert seeds_of(settings.categories) == {name: name for name in SEED_CATEGORIES}
    found = files("classifiers").joinpath("seed").iterdir()
    assert sorted(one.name[:-6] for one in found if one.name.endswith(".jsonl")) == sorted(
        SEED_CATEGORIES
    )


def test_the_categories_that_init_writes_are_those_of_the_seed(tmp_path: Path) -> None:
    settings = load(with_categories(tmp_path, categories_text()))
    assert tuple(settings.categories) == SEED_CATEGORIES
    assert all(one.description for one in settings.categories.values())


def test_every_problem_of_both_files_is_told_at_once_with_its_file(tmp_path: Path) -> None:
    wrong = '[access]\ncolour = "red"\nguideline = "see below"\nseed = ["coffee"]\n[printing]\n'
    path = with_categories(
        tmp_path, "loose = 1\n" + wrong, 'log_level = "LOUD"\n[categories.printing]\n'
    )
    problems = problems_of(path)
    file = tmp_path / "categories.toml"
    assert {problem.partition(": ")[0] for problem in problems} == {str(file), str(path)}
    told = " ".join(problems)
    for word in (
        "loose",
        "log_level",
        "access.colour",
        "access.guideline",
        "coffee",
        "printing: stands in",
    ):
        assert word in told


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("[access", "categories.toml"),
        ('["#odd"]\n', "cannot be written"),
        ('["Big Room"]\n[big_room]\n', "one name"),
        ('[a]\nseed = ["email"]\n[b]\nseed = ["email"]\n', "belongs to"),
        ('[a]\nexamples = [" "]\n', "example"),
    ],
)
def test_a_category_that_cannot_be_used_is_refused(tmp_path: Path, text: str, word: str) -> None:
    (problem,) = problems_of(with_categories(tmp_path, text))
    assert word in problem
    assert problem.startswith(f"{tmp_path / 'categories.toml'}: ")


CALENDAR = """
[desk]
time_zone = "Europe/Berlin"
calendar = "office"
[groups."Network Team"]
calendar = "round"
[calendars.office]
hours = { mon-thu = ["09:00-12:30", "13:30-17:30"], fri = ["09:00-15:00"] }
country = "de"
subdivision = "by"
holidays = [2026-12-24]
[calendars.round]
time_zone = "UTC"
hours = { mon-sun = ["00:00-24:00"] }
"""


def test_a_group_has_its_own_calendar_or_the_desk_s(tmp_path: Path) -> None:
    settings = load(write(tmp_path, CALENDAR))
    office, around = settings.calendar_of("Somebody"), settings.calendar_of("network team")
    assert settings.calendar_of(None) == office
    assert (office.time_zone, office.country, office.subdivision) == ("Europe/Berlin", "DE", "BY")
    assert office.week[4] == ((540, 900),)
    assert around.week == ALWAYS.week
    assert Settings().calendar_of("anybody") == ALWAYS


def test_all_that_is_wrong_with_calendars_is_told_at_once_with_its_remedy(tmp_path: Path) -> None:
    path = write(
        tmp_path,
        '[calendars.a]\nhours = { mon = ["9-17"], tue = ["22:00-06:00"], day = ["08:00-09:00"] }\n'
        "[calendars.b]\nhours = { mon = [] }\n"
        '[calendars.c]\nhours = { mon = ["08:00-12:00", "11:00-13:00"] }\n'
        '[calendars.d]\nhours = { mon = ["08:00-12:00"] }\ncountry = "XX"\n'
        '[calendars.e]\nhours = { mon = ["08:00-12:00"] }\ncountry = "DE"\nsubdivision = "ZZ"\n'
        '[calendars.f]\nhours = { mon = ["08:00-12:00"] }\ntime_zone = "Moon"\n',
    )
    said = dict(zip("abcdef", problems_of(path), strict=True))
    assert "goes on at 00:00" in said["a"]
    assert "day: no weekday" in said["a"]
    assert "there is no working time" in said["b"]
    assert "two working times overlap" in said["c"]
    assert "no public holidays are known of 'XX'" in said["d"]
    assert "there are BB, BE" in said["e"]
    assert "give a time zone" in said["f"]


def test_a_calendar_that_nobody_made_is_a_problem(tmp_path: Path) -> None:
    path = write(tmp_path, CALENDAR.replace('"office"', '"ofice"').replace('"round"', '"x"'))
    (problem,) = problems_of(path)
    assert "desk: no calendar 'ofice'; did you mean 'office'?" in problem
    assert "groups.Network Team: no calendar 'x'; there are: office, round" in problem


LEVELS = """
[[service_levels]]
requester_domain = "gold.example"
p1 = { response = "5m", resolution = "1h", round_the_clock = true }
[[service_levels]]
group = "network"
category = "vpn"
p1 = { response = "10m", resolution = "2h" }
p3 = { response = "1d 2h", resolution = "4d" }
[targets]
p4 = { response_minutes = 90, resolution_minutes = 600 }
"""


def test_the_first_service_level_that_fits_and_has_the_priority_decides(tmp_path: Path) -> None:
    settings = load(write(tmp_path, LEVELS))
    gold, other = "ann@it.Gold.example", "bob@notgold.example"
    assert settings.target_of("P1", "Network", "vpn", gold).response == "5m"
    assert settings.target_of("P1", "Network", "VPN", other).response == "10m"
    assert settings.target_of("P3", "Network", "vpn", gold).resolution == "4d"
    assert settings.target_of("P3", "Network", "email", gold).resolution == "3d"


def test_targets_in_minutes_go_on_counting_round_the_clock(tmp_path: Path) -> None:
    target = load(write(tmp_path, LEVELS)).targets.of("P4")
    assert target.counts_always
    assert [one.time for one in target.allowed] == [timedelta(minutes=90), timedelta(hours=10)]
    assert not Settings().targets.of("P4").counts_always


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('[targets]\np1 = { response = "soon", resolution = "4h" }', '"30m", "4h", "3d"'),
        ('[targets]\np1 = { response = "4h" }', "give both"),
        ('[targets]\np1 = { response = "4h", resolution_minutes = 9 }', "not a mixture"),
        ('[[service_levels]]\np1 = { response = "1h", resolution = "4h" }', "use [targets]"),
        ('[[service_levels]]\ngroup = "a"', "name a target"),
    ],
)
def test_a_target_that_says_too_little_is_refused(tmp_path: Path, text: str, said: str) -> None:
    (problem,) = problems_of(write(tmp_path, text))
    assert said in problem


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("limits.token_days = 99999999999", "limits.token_days: Input should be less than"),
        ("retention.closed_days = 99999999999", "retention.closed_days: Input should be less than"),
        ("[groups.Desk]\n[groups.desk]", "groups: 'desk' stands there twice"),
        (f"log_level = {'9' * 5000}", "4300 digits"),
        (f"log_level = {'[' * 5000}", "recursion"),
    ],
)
def test_no_value_is_too_large_to_be_refused(tmp_path: Path, text: str, problem: str) -> None:
    """Not when the first mail comes, whose tokens or whose group would be in question."""
    (found,) = problems_of(write(tmp_path, text))
    assert problem in found
    assert str(tmp_path) in found

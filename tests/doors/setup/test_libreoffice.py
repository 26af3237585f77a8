"""The settings of LibreOffice: what is written into them, what is told of broken ones, what is taken out again."""

from __future__ import annotations

from pathlib import Path

import pytest

from commonhold.doors.setup.change import BrokenSettingsError
from commonhold.doors.setup.libreoffice import (
    FILE,
    LIBREOFFICE,
    NODE,
    RunningError,
    profiles,
    servers,
    with_server,
    without_server,
)
from commonhold.doors.setup.machine import Machine

URL = "http://127.0.0.1:8081/v2"
HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    '<oor:items xmlns:oor="http://openoffice.org/2001/registry" xmlns:xs="http://www.w3.org/2001/XMLSchema" '
    'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">\n'
)
OTHER = '<item oor:path="/org.openoffice.Setup/L10N"><prop oor:name="ooLocale"><value>de</value></prop></item>\n'
TAIL = "</oor:items>"


def item(name: str, value: str) -> str:
    return f'<item oor:path="{NODE}"><prop oor:name="{name}" oor:op="fuse"><value>{value}</value></prop></item>\n'


def xcu(*items: str) -> bytes:
    return (HEAD + "".join(items) + TAIL).encode()


def test_a_profile_without_settings_gets_a_file_that_libreoffice_reads() -> None:
    written = with_server(None, URL)
    assert servers(written) == {"BaseURL": URL, "IsEnabled": "true"}
    assert written.startswith(b"<?xml")


def test_other_settings_stay_as_they_are() -> None:
    assert with_server(xcu(OTHER), URL) == xcu(OTHER, item("BaseURL", URL), item("IsEnabled", "true"))


def test_another_server_gives_way_where_it_stands() -> None:
    before = xcu(item("BaseURL", "https://api.example.org/v2?a=1&amp;b=2"), OTHER, item("IsEnabled", "false"))
    assert with_server(before, URL) == xcu(item("BaseURL", URL), OTHER, item("IsEnabled", "true"))


def test_twice_is_once() -> None:
    once = with_server(xcu(OTHER), URL)
    assert with_server(once, URL) == once


@pytest.mark.parametrize(
    ("data", "what"),
    [
        (b"", "it is not XML"),
        (b"<a>", "it is not XML"),
        (b"<a></a>", "it is no file of settings of LibreOffice"),
        (b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>', "it has definitions"),
        (xcu(item("BaseURL", "a"), item("BaseURL", "b")), "BaseURL is written there in a way"),
        (xcu(f"<!-- {item('BaseURL', 'a')} -->"), "its settings of LanguageTool are written"),
    ],
)
def test_what_is_broken_is_told(data: bytes, what: str) -> None:
    with pytest.raises(ValueError, match=what):
        with_server(data, URL)


def test_ours_are_taken_out_of_what_libreoffice_has_written_since() -> None:
    before = xcu(OTHER, item("BaseURL", "https://example.org/v2"))
    after = with_server(before, URL)
    now = xcu(item("BaseURL", URL), item("IsEnabled", "true"), item("Username", "me"), OTHER, OTHER.replace("de", "fr"))
    assert without_server(now, before, after) == xcu(
        item("BaseURL", "https://example.org/v2"), item("Username", "me"), OTHER, OTHER.replace("de", "fr")
    )
    assert without_server(now.replace(URL.encode(), b"http://localhost:1/v2"), before, after) is None
    assert without_server(b"broken", before, after) is None


def test_every_profile_of_the_user_is_found(machine: Machine) -> None:
    assert profiles(machine) == []
    places = [
        machine.config / "libreoffice/4",
        machine.home / ".var/app/org.libreoffice.LibreOffice/config/libreoffice/4",
        machine.home / "snap/libreoffice/current/.config/libreoffice/4",
    ]
    for place in places:
        (place / "user").mkdir(parents=True)
    assert profiles(machine) == places
    plan = LIBREOFFICE.draw(machine)
    assert [change.path for change in plan.needed] == [place / "user" / FILE for place in places]


def test_a_running_libreoffice_would_write_over_it(machine: Machine) -> None:
    profile = machine.config / "libreoffice/4"
    (profile / "user").mkdir(parents=True)
    (profile / ".lock").touch()
    with pytest.raises(RunningError, match="LibreOffice is running"):
        LIBREOFFICE.draw(machine)
    (profile / "user" / FILE).write_bytes(with_server(None, f"{machine.url}/v2"))
    assert LIBREOFFICE.draw(machine).needed == ()


def test_a_broken_file_is_named(machine: Machine) -> None:
    path = machine.config / "libreoffice/4/user" / FILE
    path.parent.mkdir(parents=True)
    path.write_bytes(b"<oor:items")
    with pytest.raises(BrokenSettingsError, match=str(path)):
        LIBREOFFICE.draw(machine)
    assert Path(path).read_bytes() == b"<oor:items"

"""What a page of the web could try, and does not get."""

from __future__ import annotations

from typing import Any

import pytest

CHECK = {"text": "This is teh end.", "language": "en-US"}
TRUSTED = [
    "moz-extension://0c4a2b6e-1111-2222-3333-444455556666",
    "chrome-extension://oldceeleldhonbafppcapldpdifcinji",
    "safari-web-extension://ABC",
    "app://obsidian.md",
    "http://localhost:3000",
    "http://127.0.0.1:8888",
    "http://[::1]:8888",
]
FOREIGN = [
    "https://evil.example",
    "http://localhost.evil.example",
    "http://127.0.0.1.evil.example",
    "http://192.168.1.5",
    "app://evil.example",
    "chrome-extension://",
    "file://",
    "null",
    "",
    "http://[",
]


@pytest.mark.parametrize("origin", TRUSTED)
def test_extensions_programs_and_pages_of_this_machine_may_read_answers(server: Any, origin: str) -> None:
    answer = server.client.post("/v2/check", data=CHECK, headers={"origin": origin})
    assert (answer.status_code, answer.headers["access-control-allow-origin"]) == (200, origin)
    asking = {"origin": origin, "access-control-request-method": "POST", "access-control-request-headers": "x-a"}
    before = server.client.options("/v2/check", headers=asking)
    assert before.status_code == 204
    assert before.headers["access-control-allow-origin"] == origin
    assert before.headers["access-control-allow-headers"] == "x-a"
    assert "Origin" in answer.headers["vary"]


@pytest.mark.parametrize("origin", FOREIGN)
def test_pages_of_the_web_are_refused_and_may_not_read_even_that(server: Any, origin: str) -> None:
    for method, path in (
        ("POST", "/v2/check"),
        ("GET", "/v2/words"),
        ("POST", "/v2/words/add"),
        ("OPTIONS", "/v2/check"),
    ):
        answer = server.client.request(method, path, headers={"origin": origin})
        assert answer.status_code == 403, (method, path)
        assert answer.text.startswith("Error: ")
        assert "access-control-allow-origin" not in answer.headers


@pytest.mark.parametrize("host", ["evil.example", "evil.example:8081", "localhost.evil.example", "", "[", "local host"])
def test_a_name_that_was_pointed_at_this_machine_is_refused(server: Any, host: str) -> None:
    for path in ("/", "/v2/words", "/api/models"):
        assert server.client.get(path, headers={"host": host}).status_code == 403


@pytest.mark.parametrize("host", ["localhost", "LOCALHOST:99", "127.0.0.1", "[::1]:8081", "192.168.1.2:8081"])
def test_names_that_cannot_be_pointed_elsewhere_are_accepted(server: Any, host: str) -> None:
    assert server.client.get("/v2/healthcheck", headers={"host": host}).status_code == 200


def test_an_origin_or_a_host_is_allowed_on_demand(start: Any) -> None:
    server = start("--allow-origin", "https://desk.example", "--allow-host", "desk.example")
    headers = {"host": "desk.example", "origin": "https://desk.example"}
    answer = server.client.post("/v2/check", data=CHECK, headers=headers)
    assert (answer.status_code, answer.headers["access-control-allow-origin"]) == (200, "https://desk.example")
    assert server.client.get("/", headers={"host": "other.example"}).status_code == 403


def test_a_page_served_under_an_address_of_the_network_may_ask_that_address(server: Any) -> None:
    headers = {"host": "192.168.1.2:8081", "origin": "http://192.168.1.2:8081"}
    assert server.client.post("/v2/check", data=CHECK, headers=headers).status_code == 200
    assert server.client.post("/v2/check", data=CHECK, headers=headers | {"host": "localhost"}).status_code == 403


def test_every_answer_tells_the_browser_to_be_strict(server: Any) -> None:
    for answer in (
        server.client.get("/"),
        server.client.get("/v2/nothing"),
        server.client.get("/", headers={"host": "x"}),
    ):
        policy = answer.headers["content-security-policy"]
        assert policy.startswith("default-src 'none'; script-src 'self';")
        assert "unsafe" not in policy
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["cross-origin-resource-policy"] == "same-origin"
        assert answer.headers["referrer-policy"] == "no-referrer"

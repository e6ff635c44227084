"""The server of the preview: what it gives, to whom, and what it never gives."""

from __future__ import annotations

import http.client
import json
import socket
import time
from collections.abc import Iterator
from html import unescape
from pathlib import Path

import pytest
from markupsafe import escape

from living_review.ground.errors import EnvironmentFailure
from living_review.watch.preview import Preview
from living_review.watch.server import FIRST_PORT, found, serving
from living_review.website.policy import hashed, page_policy

PAGE = (
    f'<html><head><meta http-equiv="Content-Security-Policy" content="{escape(page_policy())}">'
    "<title>&lt;/head&gt;</title></head><body>Recovery</body></html>"
)


@pytest.fixture
def preview(tmp_path: Path) -> Preview:
    """A site of two files, and a secret beside it."""
    site = tmp_path / "site"
    (site / "assets").mkdir(parents=True)
    (site / "index.html").write_text(PAGE, encoding="utf-8")
    (site / "assets" / "site.js").write_bytes(b"ours")
    (tmp_path / "secret.txt").write_text("secret", encoding="utf-8")
    return Preview(site, pdf=False)


@pytest.fixture
def port(preview: Preview) -> Iterator[int]:
    """The port at which the site is on show, built once."""
    preview.succeeded()
    with serving(preview, 0) as address:
        yield port_of(address)


def port_of(address: str) -> int:
    return int(address.rstrip("/").rpartition(":")[2])


def ask(
    port: int, path: str, *, method: str = "GET", host: str | None = None
) -> tuple[http.client.HTTPResponse, str]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    connection.putrequest(method, path, skip_host=True)
    connection.putheader("Host", host or f"127.0.0.1:{port}")
    connection.endheaders()
    response = connection.getresponse()
    body = response.read().decode()
    connection.close()
    return response, body


def test_a_page_gets_the_script_and_may_connect_to_the_preview_only(
    preview: Preview, port: int
) -> None:
    response, page = ask(port, "/")
    assert response.status == 200
    assert "connect-src &#39;self&#39;" in page
    assert "connect-src 'self';" in page_policy(), "to the site itself alone"
    head, _, body = page.partition("</head>")
    script = head.partition(f'<script data-build="{preview.state.build}">')[2]
    assert hashed(script.partition("</script>")[0]) in unescape(page), "its hash is in the policy"
    assert body == "<body>Recovery</body></html>"
    assert (preview.site / "index.html").read_text(encoding="utf-8") == PAGE


def test_a_file_that_is_no_page_is_given_as_it_is(port: int) -> None:
    response, body = ask(port, "/assets/site.js?v=1")
    assert (response.status, body) == (200, "ours")
    assert response.getheader("Content-Type") == "text/javascript"
    assert response.getheader("Cache-Control") == "no-store"
    assert response.getheader("X-Content-Type-Options") == "nosniff"


def test_head_gives_the_head_of_it(port: int) -> None:
    response, body = ask(port, "/assets/site.js", method="HEAD")
    assert (response.status, body, response.getheader("Content-Length")) == (200, "", "4")


def test_nothing_can_be_sent_to_it(port: int) -> None:
    assert ask(port, "/", method="POST")[0].status == 501


@pytest.mark.parametrize("host", ["evil.example", "evil.example:{port}", "127.0.0.1", "[::1]"])
def test_a_request_that_names_another_host_is_refused(port: int, host: str) -> None:
    response, body = ask(port, "/", host=host.format(port=port))
    assert response.status == 421
    assert "Recovery" not in body
    assert ask(port, "/-/events", host=host.format(port=port))[0].status == 421


def test_localhost_is_this_machine_too(port: int) -> None:
    assert ask(port, "/", host=f"LOCALHOST:{port}")[0].status == 200


@pytest.mark.parametrize(
    "path",
    [
        "/../secret.txt",
        "/%2e%2e/secret.txt",
        "/assets/../../secret.txt",
        "/..%2fsecret.txt",
        "//etc/passwd",
        "/%00",
        "/" + "x" * 5000,
        "/link",
        "/assets",
        "/%ff%fe",
    ],
)
def test_nothing_outside_the_site_is_found(preview: Preview, port: int, path: str) -> None:
    (preview.site / "link").symlink_to(preview.site.parent / "secret.txt")
    response, body = ask(port, path)
    assert response.status == 404
    assert "secret</" not in body
    assert "root:" not in body


def test_a_file_is_found_only_within_the_site(preview: Preview) -> None:
    assert found(preview.site, "/") == preview.site.resolve() / "index.html"
    assert found(preview.site, "/../site/index.html") == preview.site.resolve() / "index.html"
    assert found(preview.site, "/../secret.txt") is None


def test_a_page_that_went_says_so_as_text_and_comes_back_by_itself(port: int) -> None:
    response, page = ask(port, "/finding-%3Cscript%3E.html")
    assert response.status == 404
    assert "<p>The review has no page /finding-&lt;script&gt;.html.</p>" in page
    assert "/-/events" in page


def test_a_pdf_that_is_not_made_is_told_with_the_remedy(port: int) -> None:
    response, page = ask(port, "/summary.pdf")
    assert response.status == 404
    assert "No PDF is made here; start &#39;living-review watch&#39; with --pdf for them.<" in page


def test_before_the_first_build_the_page_says_what_is_the_matter(tmp_path: Path) -> None:
    preview = Preview(tmp_path / "site", pdf=False)
    with serving(preview, 0) as address:
        response, page = ask(port_of(address), "/")
        assert response.status == 503
        assert "<p>The first build is under way; this page follows by itself.</p>" in page
        preview.failed("protocol.yml, line 3: <wrong>.")
        response, page = ask(port_of(address), "/results.html")
        assert response.status == 503
        assert "protocol.yml, line 3: &lt;wrong&gt;." in page


def test_an_open_page_is_told_of_every_change(preview: Preview, port: int) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    connection.request("GET", "/-/events")
    stream = connection.getresponse()

    def told() -> dict[str, str | None]:
        line = next(line for line in stream if line.startswith(b"data: "))
        read: dict[str, str | None] = json.loads(line.removeprefix(b"data: "))
        return read

    first = told()
    assert first == {"build": preview.state.build, "fault": None}
    preview.failed("It is broken.")
    assert told() == {"build": first["build"], "fault": "It is broken."}
    preview.succeeded()
    mended = told()
    assert mended["fault"] is None
    assert mended["build"] != first["build"]
    preview.close()
    assert not any(line.startswith(b"data: ") for line in stream)
    connection.close()


def test_nobody_waits_any_longer_once_the_preview_ends(preview: Preview) -> None:
    seen = preview.state
    assert (preview.closed, preview.wait_for_another(seen, 0)) == (False, seen)
    preview.close()
    assert preview.closed
    begun = time.monotonic()
    assert preview.wait_for_another(seen, 60) == seen
    assert time.monotonic() - begun < 30


def test_the_next_free_port_is_taken_unless_one_was_named(preview: Preview) -> None:
    with serving(preview, None) as first, serving(preview, None) as second:
        assert FIRST_PORT <= port_of(first) < port_of(second)
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        taken = other.getsockname()[1]
        with (
            pytest.raises(EnvironmentFailure, match=f"Port {taken} .* --port"),
            serving(preview, taken),
        ):
            pass

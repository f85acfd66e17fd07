"""Fetching, against real servers on this machine: polite, bounded, and never where it must not."""

from __future__ import annotations

import gzip
import hashlib
import subprocess
import sys
import time
from email.utils import formatdate
from pathlib import Path

import pytest

from rashomon.addresses import addresses
from rashomon.cli.options import beside
from rashomon.cli.watch import seconds
from rashomon.errors import UsageError
from rashomon.fetch import Bounds, Pages, Refused, Visitor, look
from rashomon.fetch.web import is_public
from rashomon.ingest import Given, sources
from rashomon.records import Report
from rashomon.settings import Settings
from rashomon.store import Casebook
from tests.fetch.conftest import ARTICLE, HTML, PAGE, Answer, Site, feed, visitor


def why(site: Site, path: str, bounds: Bounds | None = None) -> Refused:
    with visitor(bounds=bounds) as guest, pytest.raises(Refused) as error:
        guest.get(site.url + path)
    return error.value


# ------------------------------------------------------------------------------------- one page


def test_a_page_comes_with_its_headers_and_digest_and_we_say_who_we_are(site: Site) -> None:
    site.gives("/a", PAGE, ETag='"1"')
    with visitor() as guest:
        page = guest.get(f"{site.url}/a")
    assert (page.status, page.body.decode(), page.header("etag")) == (200, PAGE, '"1"')
    assert page.digest == hashlib.sha256(PAGE.encode()).hexdigest()
    assert [path for path, _ in site.asked] == ["/robots.txt", "/a"]
    agent = site.asked[1][1]["user-agent"]
    assert agent.startswith("Rashomon/")
    assert "desk@example.org" in agent


def test_robots_txt_is_obeyed(site: Site) -> None:
    site.gives("/robots.txt", "User-agent: *\nDisallow: /private\nCrawl-delay: 7\n")
    site.gives("/private/a", PAGE)
    site.gives("/open", PAGE)
    slept: list[float] = []
    with visitor(slept) as guest:
        with pytest.raises(Refused, match=r"robots\.txt does not allow"):
            guest.get(f"{site.url}/private/a")
        guest.get(f"{site.url}/open")
        guest.get(f"{site.url}/open")
    assert site.paths() == ["/open", "/open"]
    assert 5 < slept[-1] <= 7


def test_a_robots_txt_that_fails_allows_nothing_for_now(site: Site) -> None:
    site.gives("/robots.txt", "", 503)
    site.gives("/a", PAGE)
    assert why(site, "/a").later
    assert site.paths() == []


@pytest.mark.parametrize("said", ["30", "date"])
def test_429_waits_as_long_as_it_is_told(site: Site, said: str) -> None:
    after = formatdate(time.time() + 30, usegmt=True) if said == "date" else said
    answers = iter([(429, {"Retry-After": after}, b""), (200, {}, b"here")])
    site.answers["/a"] = lambda _: next(answers)
    slept: list[float] = []
    with visitor(slept) as guest:
        assert guest.get(f"{site.url}/a").body == b"here"
    assert 20 < max(slept) <= 30


def test_a_long_retry_after_is_left_for_later(site: Site) -> None:
    site.gives("/a", "", 429, Retry_After="7200")
    error = why(site, "/a")
    assert (error.status, error.later) == (429, 7200.0)
    assert site.paths() == ["/a"]


def test_errors_of_the_server_are_tried_again_and_then_left(site: Site) -> None:
    site.gives("/a", "", 500)
    slept: list[float] = []
    with visitor(slept) as guest, pytest.raises(Refused) as error:
        guest.get(f"{site.url}/a")
    assert error.value.later
    assert site.paths() == ["/a"] * 3
    assert [each for each in slept if each > 1] == [5.0, 20.0]


def test_gone_is_gone(site: Site) -> None:
    site.gives("/a", "", 410)
    error = why(site, "/a")
    assert (error.status, error.later) == (410, None)


def test_a_moved_page_is_found_and_a_ring_ends(site: Site) -> None:
    site.gives("/old", "", 301, Location="/new")
    site.gives("/new", PAGE)
    site.gives("/ring", "", 302, Location="/ring")
    with visitor() as guest:
        page = guest.get(f"{site.url}/old")
    assert (page.asked, page.url) == (f"{site.url}/old", f"{site.url}/new")
    assert "more than 5 times" in str(why(site, "/ring"))


# ------------------------------------------------------------------------------ what is not done

PRIVATE = (
    "127.0.0.1", "10.1.2.3", "192.168.0.1", "169.254.169.254", "0.0.0.0", "::1", "fe80::1%eth0",
    "::ffff:127.0.0.1", "100.64.0.1", "224.0.0.1", "fd00::1",
)  # fmt: skip


@pytest.mark.parametrize("address", PRIVATE)
def test_private_addresses_are_known(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("address", ["8.8.8.8", "2001:4860:4860::8888"])
def test_public_addresses_are_known(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "[::1]", "0x7f000001", "2130706433"])
def test_this_machine_is_not_asked(site: Site, host: str) -> None:
    port = site.url.rpartition(":")[2]
    with Visitor(pause=0.0) as guest, pytest.raises(Refused):
        guest.get(f"http://{host}:{port}/a")
    assert site.asked == []


def test_a_redirect_into_a_private_network_is_refused(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The first server's address counts as public here; the one that it leads to does not."""
    inside = site.url.replace("127.0.0.1", "127.0.0.2") + "/inside"
    site.gives("/a", "", 302, Location=inside)
    monkeypatch.setattr("rashomon.fetch.web.is_public", lambda address: address == "127.0.0.1")
    with Visitor(pause=0.0) as guest, pytest.raises(Refused, match="private network"):
        guest.get(f"{site.url}/a")
    assert site.paths() == ["/a"]


@pytest.mark.parametrize("url", ["file:/etc/passwd", "ftp://a.org/x", "http://", "gopher:x", "x"])
def test_what_is_not_of_the_web_is_refused(url: str) -> None:
    with visitor() as guest, pytest.raises(Refused, match="no address of the web"):
        guest.get(url)


@pytest.mark.parametrize("path", ["/drip", "/drip-headers"])
def test_a_server_that_drips_is_left(site: Site, path: str) -> None:
    began = time.monotonic()
    assert why(site, path, Bounds(private=True, seconds=1.0)).later
    assert time.monotonic() - began < 8


def test_what_is_too_large_is_left_packed_or_not(site: Site) -> None:
    site.gives("/large", b"0" * 300_000)
    site.gives("/bomb", gzip.compress(b"0" * 50_000_000), Content_Encoding="gzip")
    for path in ("/large", "/bomb"):
        bounds = Bounds(private=True, bytes=100_000)
        assert "more than 100,000 bytes" in str(why(site, path, bounds))
    site.gives("/packed", gzip.compress(PAGE.encode()), Content_Encoding="gzip")
    with visitor() as guest:
        assert guest.get(f"{site.url}/packed").body.decode() == PAGE


# ---------------------------------------------------------------------------------------- feeds


def test_a_feed_is_asked_only_for_what_is_new(site: Site, tmp_path: Path) -> None:
    since = "Fri, 31 May 2024 10:00:00 GMT"

    def answer(headers: dict[str, str]) -> Answer:
        if (headers.get("if-none-match"), headers.get("if-modified-since")) == ('"1"', since):
            return 304, {}, b""
        given = {"ETag": '"1"', "Last-Modified": since}
        return 200, given, feed("/1", f"{site.url}/2", "/gone").encode()

    site.answers["/feed"] = answer
    site.gives("/1", PAGE, Content_Type=HTML)
    site.gives("/2", PAGE, Content_Type=HTML)
    folder = tmp_path / "pages"
    for number in range(3):
        with visitor() as guest:
            done = look([f"{site.url}/feed"], guest, Pages(folder))
        assert len(done.new) == (2 if number == 0 else 0)
    assert site.paths() == ["/feed", "/1", "/2", "/gone", "/feed", "/feed"]
    found = list(sources(list(Pages(folder).files()), Given(as_default=True), Settings.default()))
    assert {each.url for each in found if isinstance(each, Report)} == {
        f"{site.url}/1",
        f"{site.url}/2",
    }
    assert all(isinstance(each, Report) and ARTICLE in each.text for each in found)
    pages = Pages(folder)
    assert len(pages.waiting()) == 2
    pages.taken()
    assert Pages(folder).waiting() == []


def test_a_busy_page_of_a_feed_comes_later(site: Site, tmp_path: Path) -> None:
    pages = Pages(tmp_path)
    site.gives("/feed", feed("/1"))
    site.gives("/1", PAGE)
    site.gives("/2", "", 429, Retry_After="7200")
    with visitor() as guest:
        assert len(look([f"{site.url}/feed"], guest, pages).new) == 1
        site.answers["/feed"] = lambda headers: (
            (304, {}, b"")
            if headers.get("if-none-match")
            else (200, {"ETag": '"2"'}, feed("/1", "/2").encode())
        )
        told: list[str] = []
        done = look([f"{site.url}/feed"], guest, pages, lambda _, why: told.append(why))
        assert (done.new, len(told)) == ([], 1)
        look([f"{site.url}/feed"], guest, pages)
    assert site.paths().count("/2") == 1
    assert pages.not_before(f"{site.url}/2") > time.time() + 7000
    pages.put_off(f"{site.url}/2", time.time() - 1)
    site.gives("/2", PAGE)
    with visitor() as guest:
        assert len(look([f"{site.url}/feed"], guest, pages).new) == 1, "the feed is given again"
        look([f"{site.url}/feed"], guest, pages)
    assert site.asked[-1][1].get("if-none-match") == '"2"'


@pytest.mark.parametrize("body", ["", "<rss", "<rss><item><link>javascript:x</link>", "\x00"])
def test_a_malformed_feed_ends_nothing(site: Site, tmp_path: Path, body: str) -> None:
    site.gives("/feed", body, Content_Type="application/rss+xml")
    site.gives("/good", feed("/1"))
    site.gives("/1", PAGE)
    with visitor() as guest:
        done = look([f"{site.url}/feed", f"{site.url}/good"], guest, Pages(tmp_path))
    assert "/1" in site.paths()
    assert done.refused == []


def test_a_page_named_outright_is_kept_once_while_it_is_the_same(
    site: Site, tmp_path: Path
) -> None:
    site.gives("/a", PAGE)
    pages = Pages(tmp_path)
    with visitor() as guest:
        assert [len(look([f"{site.url}/a"], guest, pages).new) for _ in range(2)] == [1, 0]
        site.gives("/a", PAGE.replace("seven", "eight"))
        assert len(look([f"{site.url}/a"], guest, pages).new) == 1


# --------------------------------------------------------------------------------- what is typed


def test_addresses_stand_in_opml_and_lists(tmp_path: Path) -> None:
    (tmp_path / "a.opml").write_text(
        "<opml><body><outline text='x'><outline xmlUrl='https://a.org/rss'/></outline>"
        "</body></opml>"
    )
    (tmp_path / "b.txt").write_text("# feeds\nhttps://b.org/rss\n\nhttps://a.org/rss\n")
    named = [str(tmp_path / "a.opml"), str(tmp_path / "b.txt"), "https://c.org/"]
    assert addresses(named) == ["https://a.org/rss", "https://b.org/rss", "https://c.org/"]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("<opml><body>", "no OPML"),
        ("<!DOCTYPE x [<!ENTITY a 'b'>]><opml/>", "entities"),
        ("nothing\n", "no address in it"),
        (None, "cannot be read"),
    ],
)
def test_a_file_without_addresses_is_refused(
    tmp_path: Path, content: str | None, words: str
) -> None:
    path = tmp_path / "feeds"
    if content is not None:
        path.write_text(content)
    with pytest.raises(UsageError, match=words):
        addresses([str(path)])


def test_times_and_folders() -> None:
    assert (seconds("15m"), seconds("2h"), seconds("90 s")) == (900, 7200, 90)
    for words in ("5s", "soon", "-1m", "1.5h"):
        with pytest.raises(UsageError, match="15m"):
            seconds(words)
    assert beside("out/sahel.db") == Path("out/sahel-pages")
    assert beside("postgresql://a/b") == Path("casebook-pages")


def test_what_is_watched_is_read_into_the_casebook(site: Site, tmp_path: Path) -> None:
    """The command itself, in a process of its own, twice."""
    site.gives("/feed", feed("/1"), ETag='"1"')
    site.gives("/1", PAGE, Content_Type=HTML)
    book = tmp_path / "sahel.db"
    command = [sys.executable, "-c", "from rashomon.cli.main import run; run()", "watch"]
    for new in (1, 0):
        done = subprocess.run(
            [*command, f"{site.url}/feed", "--once", "--private", "--casebook", str(book)],
            capture_output=True,
            text=True,
            check=True,
        )
        assert f"{new} reports new" in done.stdout
    with Casebook.open(book, create=False) as casebook:
        (report,) = casebook.reports()
    assert (report.url, report.text) == (f"{site.url}/1", ARTICLE)
    assert len(list(Pages(tmp_path / "sahel-pages").files())) == 1
    refused = subprocess.run(
        [*command, f"{site.url}/feed", "--once", "--casebook", str(tmp_path / "other.db")],
        capture_output=True,
        text=True,
        check=True,
    )
    assert "an address of a private network" in refused.stderr

"""`rashomon watch` and `rashomon ingest` with addresses, against real servers on this machine."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from rashomon.cli.watch import take_round
from rashomon.fetch import Bounds, Pages, Visitor
from rashomon.store import Casebook
from tests.cli.conftest import run_command
from tests.fetch.conftest import ARTICLE, HTML, PAGE, Answer, Site, feed, visitor
from tests.reader import knowledge


@pytest.fixture
def book(tmp_path: Path) -> Iterator[Casebook]:
    with Casebook.open(tmp_path / "sahel.db", create=True) as opened:
        yield opened


@pytest.fixture(autouse=True)
def no_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    """The commands' own visitor asks this machine without waiting its two seconds in between."""
    defaults = Visitor.__init__.__kwdefaults__
    assert defaults is not None
    monkeypatch.setitem(defaults, "pause", 0.0)


def page(number: int) -> str:
    return PAGE.replace("seven soldiers", f"{number} soldiers")


def test_two_rounds_over_servers_that_do_all_that_servers_do(
    site: Site, book: Casebook, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A feed with an ETag whose pages are there, moved, gone, busy, failing, slow or silent; a feed
    that moved; feeds that are none; and one that leads into this machine."""

    def news(headers: dict[str, str]) -> Answer:
        if headers.get("if-none-match") == '"1"':
            return 304, {}, b""
        links = ("/1", "/old", "/gone", "/busy", "/failing", "/drip", "/silent")
        return 200, {"ETag": '"1"'}, feed(*links).encode()

    site.answers["/news"] = news
    site.gives("/1", page(1), Content_Type=HTML)
    site.gives("/old", "", 301, Location="/new")
    site.gives("/new", page(2), Content_Type=HTML)
    site.gives("/gone", "", 410)
    site.gives("/busy", "", 429, Retry_After="7200")
    site.gives("/failing", "", 500)
    site.gives("/moved-feed", "", 308, Location="/feed")
    site.gives("/feed", feed("/3"))
    site.gives("/3", page(3), Content_Type=HTML)
    site.gives("/broken", "<rss><channel><item><link>", Content_Type="application/rss+xml")
    site.gives("/inward", "", 302, Location="file:/etc/hostname")
    names = ("news", "moved-feed", "broken", "inward", "not-there")
    urls = [f"{site.url}/{each}" for each in names]
    kept = Pages(tmp_path / "pages")
    slept: list[float] = []
    bounds = Bounds(private=True, seconds=1.0, silence=0.5)
    for number in range(2):
        with visitor(slept, bounds) as guest:
            take_round(urls, guest, kept, book, knowledge())
        told = capsys.readouterr()
        if number == 0:
            for path, why in {
                "/gone": "410",
                "/busy": "429: not now",
                "/failing": "500: not now",
                "/drip": "in time",
                "/silent": "in time",
                "/inward": "no address of the web",
                "/not-there": "404",
            }.items():
                assert any(
                    line.startswith(f"rashomon: {site.url}{path}: ") and why in line
                    for line in told.err.splitlines()
                ), (path, told.err)
            assert "3 reports new" in told.out
        else:
            assert "0 reports new" in told.out
    paths = site.paths()
    assert [paths.count(f"/{each}") for each in ("1", "new", "3", "gone", "busy")] == [1] * 5
    assert paths.count("/failing") == 3, "three tries, and none in the next round"
    assert paths.count("/news") == 2
    assert {each.url for each in book.reports()} == {f"{site.url}/{n}" for n in ("1", "new", "3")}


def test_one_program_at_a_time_fetches_for_a_casebook(site: Site, tmp_path: Path) -> None:
    site.gives("/1", PAGE, Content_Type=HTML)
    book = tmp_path / "sahel.db"
    with Pages.alone(tmp_path / "sahel-pages"):
        for command in (("watch", "--once"), ("ingest",)):
            done = run_command(*command, f"{site.url}/1", "--private", "--casebook", book)
            assert done.code == 2
            assert "another program fetches" in done.line
        assert site.asked == []
    done = run_command("watch", f"{site.url}/1", "--once", "--private", "--casebook", book)
    assert (done.code, "1 reports new" in done.out) == (0, True)
    assert not (tmp_path / "sahel-pages" / ".fetching").exists()


def test_ingest_takes_addresses_and_lists_of_them(site: Site, tmp_path: Path) -> None:
    for number in (1, 2, 3):
        site.gives(f"/{number}", page(number), Content_Type=HTML)
    site.gives("/feed", feed("/3"))
    site.gives("/busy", "", 429, Retry_After="7200")
    listed = tmp_path / "list.txt"
    listed.write_text(f"# pages\n{site.url}/2\n\n{site.url}/not-there\n{site.url}/busy\n")
    opml = tmp_path / "feeds.opml"
    opml.write_text(f"<opml><body><outline xmlUrl='{site.url}/feed'/></body></opml>")
    report = tmp_path / "report.txt"
    report.write_text(f"outlet: A radio\n---\n{ARTICLE} More at {site.url}/1\n")
    book = tmp_path / "c.db"
    inputs = (f"{site.url}/1", listed, opml, report, "--outlet", "A daily", "--private")
    for new in (4, 0):
        done = run_command("ingest", *inputs, "--casebook", book)
        assert done.code == 1, "two addresses were refused"
        assert f"{new} of them new" in done.out
    with Casebook.open(book, create=False) as casebook:
        reports = {each.url: each.outlet for each in casebook.reports()}
        refused = {each.input: each.detail for each in casebook.rejections()}
    assert set(reports) == {None, *(f"{site.url}/{number}" for number in (1, 2, 3))}
    assert refused[f"{site.url}/not-there"] == "the server says 404"
    assert "not now" in refused[f"{site.url}/busy"]
    again = run_command("ingest", f"{site.url}/busy", "--private", "--casebook", book)
    assert "not to be asked again so soon" in again.lines[0]


def test_this_machine_is_fetched_from_only_when_told_so(site: Site, tmp_path: Path) -> None:
    site.gives("/1", PAGE, Content_Type=HTML)
    done = run_command("ingest", f"{site.url}/1", "--casebook", tmp_path / "c.db")
    assert (done.code, site.asked) == (1, [])
    assert "private network" in done.lines[0]


def test_a_feed_that_redirects_to_this_machine_is_refused(
    site: Site, book: Casebook, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    """The feed's own address counts as public here; the one that it leads to does not."""
    inside = site.url.replace("127.0.0.1", "127.0.0.2")
    site.gives("/feed", "", 302, Location=f"{inside}/feed")
    site.gives("/other", feed(f"{inside}/secret"))
    monkeypatch.setattr("rashomon.fetch.web.is_public", lambda address: address == "127.0.0.1")
    with visitor(bounds=Bounds()) as guest:
        urls = [f"{site.url}/feed", f"{site.url}/other"]
        take_round(urls, guest, Pages(tmp_path / "pages"), book, knowledge())
    told = capsys.readouterr().err.splitlines()
    assert len(told) == 2
    assert all("an address of a private network" in line for line in told)
    assert site.paths() == ["/feed", "/other"]

"""Fetch: pages and feeds from the web, politely, and what was fetched is kept.

web     one address → its body and headers, within bounds of time, size and place
polite  robots.txt, a pause for each host, trying again later
kept    what was fetched as a web archive, so that a vanished page can still be shown
feeds   a feed's new pages; what is known of a feed, so that it is asked only for what is new
"""

from rashomon.fetch.feeds import Round, look
from rashomon.fetch.kept import Pages
from rashomon.fetch.polite import Visitor
from rashomon.fetch.web import Bounds, Page, Refused

__all__ = [
    "Bounds",
    "Page",
    "Pages",
    "Refused",
    "Round",
    "Visitor",
    "look",
]

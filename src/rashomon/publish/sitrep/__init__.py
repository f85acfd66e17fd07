"""The sitrep: one page that opens as a file, with every account side by side.

Self-contained: style inside, maps and charts drawn on the server, no script, and a content security
policy that forbids every request. Report text, titles and outlets are text, never markup.
"""

from rashomon.publish.sitrep.page import render

__all__ = ["render"]

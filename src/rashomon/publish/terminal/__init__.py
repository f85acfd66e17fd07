"""The terminal: a reading, the incident table, and one incident with its accounts side by side.

Made to be read at 80 columns, without colour, and through a pipe: every sign stands with a word,
and colour only repeats what both say. Nothing of a report is markup here, and control characters
in it are shown as a replacement sign, so that a text cannot move the cursor or recolour the screen.
"""

from rashomon.publish.terminal.found import render_found
from rashomon.publish.terminal.incident import render_incident
from rashomon.publish.terminal.lists import render_list, render_rejections
from rashomon.publish.terminal.reading import render_reading

__all__ = ["render_found", "render_incident", "render_list", "render_reading", "render_rejections"]

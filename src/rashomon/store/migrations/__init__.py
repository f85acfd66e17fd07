"""The schema's history. Released revisions are never edited: a change is a new file."""

"""The desk: where an analyst reads, judges and publishes, in a browser on the same machine.

app         the application, and what keeps strangers out
asking      who asks, and what is changed: what every page goes through
books       the casebook that a request works on
rendering   how a page is made
incidents   the table of incidents, with its map and timeline
incident    one incident, every account
report      one report, its claims marked (`marked`)
claims      a claim as a row of a page
judgements  judgements made and taken back; what a form decides (`judging`)
log         everything that was ever done
signing     signing in to a shared desk and out (`passwords`)
account     one's own account: its password, its tokens
accounts    everybody's, for administrators
turns       work that is dear, for some at once
api         the same data as JSON, under /api/v1
"""

from rashomon.desk.app import create, create_shared

__all__ = ["create", "create_shared"]

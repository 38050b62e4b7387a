"""Where the world of the Rehearsal network is kept; apart from everything else, so that asking for it loads nothing."""

#: The file of its world, in the folder for everything that is kept.
FILE = "rehearsal.sqlite3"

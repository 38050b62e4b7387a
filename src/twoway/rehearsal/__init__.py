"""The world behind the Rehearsal network: its people, its moods and its rules."""

#: The file of its world, in the folder for everything that is kept.
FILE = "rehearsal.sqlite3"

"""The world behind the Rehearsal network: its people, its moods and its rules."""

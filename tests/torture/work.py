"""One worker under torture: `twoway worker`, with short waits and the bad luck of its settings."""

from __future__ import annotations

import django

if __name__ == "__main__":
    django.setup()

    from tests.torture.luck import hurry
    from twoway.doors.cli.processes import worker

    hurry()
    worker(until_input_ends=False)

"""Where the `twoway` command begins: settings first, then the command line."""

from __future__ import annotations

import os

from twoway.doors.cli.main import run


def main() -> None:
    """Run the command line with this product's settings."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "twoway.site.settings")
    run()


if __name__ == "__main__":
    main()

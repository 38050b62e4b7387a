"""Lines of a log: what strangers wrote begins no line of its own and gives no terminal orders."""

from __future__ import annotations

import logging
import re

FORMAT = "%(asctime)s %(levelname)s %(name)s %(message)s"
_ORDERS = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029]")


class OneLine(logging.Formatter):
    """Every message on one line; the story of an error follows on lines of its own."""

    def __init__(self) -> None:
        super().__init__(FORMAT)

    def formatMessage(self, record: logging.LogRecord) -> str:  # the name that the library calls
        """The message, with its line ends and other control signs written out."""
        return _ORDERS.sub(lambda found: found[0].encode("unicode_escape").decode(), super().formatMessage(record))

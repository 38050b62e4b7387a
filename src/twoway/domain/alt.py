"""Descriptions of pictures, as long as a network takes them: shorter ones end with a sentence, never in the middle of a word."""

from __future__ import annotations

from itertools import accumulate

from twoway.domain.sentences import Level, inner_cuts, sentence_cuts
from twoway.domain.text.graphemes import graphemes

#: A sentence that fills less than this part of the room is not worth losing the rest for.
_WORTH_A_SENTENCE = 3


def fitted(alt: str, most: int | None) -> str:
    """As many whole sentences of a description as `most` characters hold; where not even one does, its words up to there."""
    if most is None or len(alt) <= most:
        return alt
    ends = [cut.end for cut in sentence_cuts(alt) if 0 < cut.end <= most]
    if ends and ends[-1] > most // _WORTH_A_SENTENCE:
        return alt[: ends[-1]]
    return _cut(alt, most) if most > 1 else ""


def _cut(alt: str, most: int) -> str:
    """The words that fit, with an ellipsis; a word that is too long for itself is cut."""
    room = most - 1
    ends = [cut.end for cut in inner_cuts(alt, 0, len(alt)) if cut.end <= room and cut.level < Level.GLUED]
    words = alt[: ends[-1]] if ends else _beginning(alt, room)
    return f"{words.rstrip(' ,;:–—-(…')}…"


def _beginning(words: str, room: int) -> str:
    """The first characters, none of them cut."""
    return words[: max((at for at in accumulate(map(len, graphemes(words[: room + 50]))) if at <= room), default=0)]

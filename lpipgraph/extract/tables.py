"""The tables of words, under the name by which the reader's rules know them."""

from ..tables import table, words

__all__ = ["table", "words"]

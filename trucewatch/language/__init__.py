"""The trained language model and its runtime: text in, sentences with tokens, trees and entities out."""

from trucewatch.language.model import LanguageModel, load
from trucewatch.language.segment import split_sentences
from trucewatch.language.tokens import tokenize

__all__ = ["LanguageModel", "load", "split_sentences", "tokenize"]

"""The trained language model and its runtime: text in, sentences with tokens, trees and entities out."""

from trucewatch.language.capitals import recased
from trucewatch.language.model import LanguageModel, load
from trucewatch.language.network import FAST, FULL, model_version
from trucewatch.language.segment import split_sentences
from trucewatch.language.tokens import tokenize

__all__ = ["FAST", "FULL", "LanguageModel", "load", "model_version", "recased", "split_sentences", "tokenize"]

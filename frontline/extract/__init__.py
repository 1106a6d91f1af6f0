"""Claims out of text."""

from frontline.extract.documents import Document, Extractor, Reading
from frontline.extract.extractor import extract_all, extract_claims
from frontline.extract.rules import RulesExtractor

__all__ = ["Document", "Extractor", "Reading", "RulesExtractor", "extract_all", "extract_claims"]

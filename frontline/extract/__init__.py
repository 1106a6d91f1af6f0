"""Claims out of text."""

from frontline.extract.extractor import extract_claims

__all__ = ["extract_claims"]

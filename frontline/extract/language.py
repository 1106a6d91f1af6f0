"""Which language a sentence is written in: English, Russian or Ukrainian."""

from __future__ import annotations

import re

__all__ = ["language"]

_CYRILLIC = re.compile("[а-яёіїєґ]", re.IGNORECASE)
_LATIN = re.compile("[a-z]", re.IGNORECASE)
TELLING = 25  # letters and endings that Russian lacks stand in all but the shortest Ukrainian sentences
_UKRAINIAN = re.compile(
    r"[іїєґ]|\b(?:та|що|(?<!-)й|зсу|впав|упав|впало|упало|вразил\w*|вражен\w*|збил\w*|знищ\w+|вдарил\w*|влуч\w+|поранен\w*|загину\w+|харков\w+|одес[аиу]|будин\w+|окупан\w+|окупова\w+|загарбник\w*|захоп\w+|звільн\w+|біля|протягом|\w+лися|захисник\w*|залиш\w+|як|під|над|від|після|про|ворог\w*|було|\w+(?:ння|ського|ському|ською|ував|ували))\b",
    re.IGNORECASE,
)
_RUSSIAN = re.compile(
    r"[ыэъё]|\b(?:и|что|как|под|над|от|после|его|были|был|также|из|во|со|российск\w*|войска|сообщил\w*)\b",
    re.IGNORECASE,
)


def language(text: str, default: str | None = None) -> str | None:
    """ISO 639-1 code of a text: by its letters, then by its small words; the default when they do not tell.

    Examples
    --------
    >>> language("ЗСУ звільнили село"), language("ВСУ освободили село"), language("They took a village")
    ('uk', 'ru', 'en')
    >>> language("1234 !?") is None
    True
    """
    if text.isascii():
        return "en" if _LATIN.search(text) else default
    if len(_CYRILLIC.findall(text)) * 2 < len(_LATIN.findall(text)):
        return "en"
    if not _CYRILLIC.search(text):
        return "en" if _LATIN.search(text) else default
    if len(_CYRILLIC.findall(text)) >= TELLING and not _UKRAINIAN.search(text):
        return "ru"
    ukrainian, russian = len(_UKRAINIAN.findall(text)), len(_RUSSIAN.findall(text))
    if ukrainian == russian:
        return default if default in ("ru", "uk") else "ru"
    return "uk" if ukrainian > russian else "ru"

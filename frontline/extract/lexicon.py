"""The words of a language that reports of war are read by: files of rules, compiled into one trie."""

from __future__ import annotations

import itertools
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib import resources
from typing import Any, NamedTuple, TypeAlias

from frontline.extract.sentences import TOKEN, Token, forms

__all__ = ["LANGUAGES", "Claimant", "Form", "Lexicon", "Mark", "Raw", "Rule", "disjoint", "lexicon"]

LANGUAGES = ("en", "ru", "uk")
STEM = 3  # letters by which prefixes are looked up
REMEMBERED = 100_000  # different words whose beginnings of phrases are remembered
FORMS = ("verb", "passive", "noun", "either")  # either: verb or noun, as the words beside it tell


@dataclass(frozen=True, slots=True)
class Rule:
    """A frame rule: the words that tell of a kind of event, and what must stand beside them.

    Parameters
    ----------
    id
        Its name, such as "en.capture".
    event
        The event type of its claims.
    needs
        What it is not a claim without, a key of :data:`frontline.extract.needs.NEEDS`: "territory" (a place
        or ground as object), "ground" (a place or a distance), "count" (a number of drones or missiles) …
    weapons
        Weapons that its words themselves name.
    sub
        The finer event type, if its words tell.
    reverse
        Whether its subject is the side acted upon: who repels an assault, who loses a village.
    examples, not_examples
        Sentences that it must and must not find a claim in.
    """

    id: str
    event: str
    needs: str
    weapons: tuple[str, ...] = ()
    sub: str | None = None
    reverse: bool = False
    examples: tuple[str, ...] = ()
    not_examples: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Claimant:
    """Somebody whom reports quote: normalised name and side."""

    id: str
    side: str | None


@dataclass(frozen=True, slots=True)
class Form:
    """A rule's word in one grammatical form: verb, passive, noun, or either verb or noun."""

    rule: Rule
    form: str


class Mark(NamedTuple):
    """A phrase of the lexicon in a sentence: its category, its value, and the tokens i to j (exclusive)."""

    label: str
    value: Any
    i: int
    j: int


@dataclass(slots=True)
class _Node:
    exact: dict[str, _Node] = field(default_factory=dict)
    prefix: dict[str, list[tuple[str, _Node]]] = field(default_factory=dict)
    labels: list[tuple[str, Any]] = field(default_factory=list)

    def child(self, word: str) -> _Node:
        if not word.endswith("*"):
            return self.exact.setdefault(word, _Node())
        stem = _stem(word)
        siblings = self.prefix.setdefault(stem[:STEM], [])
        for other, node in siblings:
            if other == stem:
                return node
        siblings.append((stem, _Node()))
        return siblings[-1][1]

    @property
    def leads_on(self) -> bool:
        """Whether any phrase goes on behind it."""
        return bool(self.exact or self.prefix)

    def after(self, norm: str, capital: bool) -> list[_Node]:
        """Nodes that a word leads to."""
        exact = self.exact
        found = []
        if exact:
            found = [exact[word] for word in (norm, ("^" if capital else "_") + norm) if word in exact]
            if "<n>" in exact and norm[0].isdigit():
                found.append(exact["<n>"])
        for stem, node in self.prefix.get(norm[:STEM], ()):
            if norm.startswith(stem):
                found.append(node)
        return found


class _State:
    """Where several phrases may stand at once, and what each next word leads to, found once."""

    __slots__ = ("labels", "moves", "nodes")

    def __init__(self, nodes: Sequence[_Node]) -> None:
        self.labels = [label for node in nodes for label in node.labels]
        self.nodes = [node for node in nodes if node.leads_on]
        self.moves: dict[tuple[str, bool], _State | None] = {}

    def move(self, norm: str, capital: bool) -> _State | None:
        """The state after a word, or None."""
        if len(self.moves) >= REMEMBERED:
            self.moves.clear()
        nodes = [after for node in self.nodes for after in node.after(norm, capital)]
        state = self.moves[norm, capital] = _State(nodes) if nodes else None
        return state


class _Starts:
    """All phrases by their first words; what follows a first word is spelled out when that word is met.

    `a|b` is either word, `a?` a word that may be missing, `a*` a stem, `<n>` a number in digits, `^a` a word
    with a capital letter, `_a` one without.
    """

    def __init__(self) -> None:
        self.exact: dict[str, list[_Phrase]] = {}
        self.prefix: dict[str, dict[str, list[_Phrase]]] = {}

    def plant(self, patterns: Iterable[str], label: str, value: object) -> None:
        """Take in patterns of one category and value."""
        for pattern in patterns:
            choices = [(word.rstrip("?").split("|"), word.endswith("?")) for word in pattern.split()]
            for k, (words, optional) in enumerate(choices):
                rest = tuple((*more, "") if missing else tuple(more) for more, missing in choices[k + 1 :])
                for word in words:
                    self._at(word).append((rest, label, value))
                if not optional:
                    break

    def _at(self, word: str) -> list[_Phrase]:
        if not word.endswith("*"):
            return self.exact.setdefault(word, [])
        stem = _stem(word)
        return self.prefix.setdefault(stem[:STEM], {}).setdefault(stem, [])

    def move(self, norm: str, capital: bool) -> _State | None:
        """The state after a first word, or None."""
        keys = (norm, ("^" if capital else "_") + norm, "<n>" if norm[0].isdigit() else "")
        begun = [phrase for key in keys for phrase in self.exact.get(key, ())]
        for stem, phrases in self.prefix.get(norm[:STEM], {}).items():
            if norm.startswith(stem):
                begun += phrases
        if not begun:
            return None
        root = _Node()
        for rest, label, value in begun:
            for words in itertools.product(*rest):
                node = root
                for word in words:
                    node = node.child(word) if word else node
                if (label, value) not in node.labels:
                    node.labels.append((label, value))
        return _State([root])


def _stem(word: str) -> str:
    if len(word) <= STEM:
        raise ValueError(f"{word!r}: a stem has at least {STEM} letters")
    return word[:-1]


_Phrase: TypeAlias = tuple[tuple[tuple[str, ...], ...], str, Any]
Raw: TypeAlias = tuple[Any, int, int]
"""A phrase of the lexicon before it is a mark: its value, and the tokens i to j (exclusive)."""

_Word: TypeAlias = tuple[str, bool, bool, _State | None]


@dataclass(frozen=True, slots=True)
class Lexicon:
    """The words and rules of one language.

    Parameters
    ----------
    lang
        ISO 639-1 code.
    rules
        Its frame rules, in order.
    """

    lang: str
    rules: tuple[Rule, ...]
    _root: _Starts = field(repr=False)
    _words: dict[str, _Word] = field(default_factory=dict, repr=False)

    def read(self, sentence: str) -> tuple[list[Token], dict[str, list[Raw]]]:
        """Tokens of a sentence, and by category the phrases that they make, in any order.

        Examples
        --------
        >>> words, raw = lexicon("en").read("Two tanks")
        >>> [word.norm for word in words], raw["number"]
        (['two', 'tanks'], [('2', 0, 1)])
        """
        words: list[Token] = []
        raw: dict[str, list[Raw]] = {}
        begun: list[tuple[int, _State]] = []
        known, new = self._words, tuple.__new__
        for match in TOKEN.finditer(sentence):
            written = match[0]
            word = known.get(written)
            norm, capital, possessive, state = self._word(written) if word is None else word
            if not norm:
                continue
            i = len(words)
            words.append(new(Token, (match.start(), match.end(), norm, capital, possessive)))
            if state is None:
                continue
            for label, value in state.labels:
                raw.setdefault(label, []).append((value, i, i + 1))
            if state.nodes:
                begun.append((i, state))
        size = len(words)
        for i, state in begun:
            j = i + 1
            while j < size:
                _, _, norm, capital, _ = words[j]
                try:
                    after = state.moves[norm, capital]
                except KeyError:
                    after = state.move(norm, capital)
                if after is None:
                    break
                state = after
                j += 1
                for label, value in state.labels:
                    raw.setdefault(label, []).append((value, i, j))
        return words, raw

    def _word(self, written: str) -> _Word:
        """Forms of a word and what it leads to, remembered: most words lead to nothing."""
        if len(self._words) >= REMEMBERED:
            self._words.clear()
        norm, capital, possessive = forms(written)
        state = self._root.move(norm, capital) if norm else None
        word = self._words[written] = (norm, capital, possessive, state)
        return word


@cache
def lexicon(lang: str) -> Lexicon:
    """The lexicon of a language: "en", "ru" or "uk".

    Examples
    --------
    >>> lexicon("en").rules[0].event
    'capture'
    """
    file = resources.files("frontline.extract") / "lexicon" / f"{lang}.toml"
    return compiled(lang, tomllib.loads(file.read_text(encoding="utf-8")))


def compiled(lang: str, content: Mapping[str, Any]) -> Lexicon:
    """Lexicon of the content of its file: tables of words by category and value, claimants and rules."""
    starts, rules = _Starts(), []
    for label, table in content.items():
        if label not in ("rule", "claimant"):
            for value, patterns in table.items():
                starts.plant(patterns, label, value)
    for entry in content.get("claimant", ()):
        starts.plant(entry["names"], "claimant", Claimant(entry["id"], entry.get("side")))
    for entry in content.get("rule", ()):
        rule = _rule(entry)
        rules.append(rule)
        for form in FORMS:
            starts.plant(entry.get(form, ()), "trigger", Form(rule, form))
    return Lexicon(lang, tuple(rules), starts)


def _rule(entry: Mapping[str, Any]) -> Rule:
    return Rule(
        entry["id"],
        entry["event"],
        entry["needs"],
        tuple(entry.get("weapons", ())),
        entry.get("sub"),
        entry.get("reverse", False),
        tuple(entry.get("examples", ())),
        tuple(entry.get("not", ())),
    )


def disjoint(label: str, raw: list[Raw]) -> list[Mark]:
    """Marks that do not overlap, the longest first; several of one span stay, as readings of it."""
    kept: list[Mark] = []
    span = (0, 0)
    for value, i, j in sorted(raw, key=_first_and_longest) if len(raw) > 1 else raw:
        if i >= span[1] or (i, j) == span:
            mark = Mark(label, value, i, j)
            if mark not in kept[-4:]:
                kept.append(mark)
                span = (i, j)
    return kept


def _first_and_longest(raw: Raw) -> tuple[int, int]:
    return raw[1], raw[1] - raw[2]

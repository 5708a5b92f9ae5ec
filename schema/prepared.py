"""Documents that were asked for before are kept, parsed and validated, with what was planned of them.

The garbage collector looks at everything that is kept, at times, and nothing else happens meanwhile: half a microsecond
for each of the hundreds of objects of a document. So what is asked once is not kept, what is kept is bounded in characters, and
its tokens, a third of it, are let go.
"""

from collections import OrderedDict
from collections.abc import Callable
from typing import Any, Generic, TypeVar, cast

from graphql import DocumentNode, Node

T = TypeVar("T")

DOCUMENTS, CHARACTERS, LONGEST = 256, 100_000, 8_000
"""How many documents are kept, how many characters they have together, and how many one of them may have."""

SEEN = 4_096
"""How many documents are known to have been asked for."""


class Prepared(Generic[T]):
    """Answers what `prepare` answers to a document and the name of an operation; where that was asked for a second time, from
    then on what it answered then. `keeps` says what is worth it, `made` how often it prepared."""

    def __init__(
        self,
        prepare: Callable[[str, str | None], T],
        keeps: Callable[[T], DocumentNode | None],
        characters: int = CHARACTERS,
    ) -> None:
        self._prepare, self._keeps, self._most = prepare, keeps, characters
        self._kept: OrderedDict[tuple[str, str | None], T] = OrderedDict()
        self._seen: OrderedDict[int, None] = OrderedDict()
        self.characters = 0
        self.made = 0

    def __len__(self) -> int:
        return len(self._kept)

    def __call__(self, query: str, operation_name: str | None) -> T:
        key = query, operation_name
        kept = self._kept.get(key)
        if kept is not None:
            self._kept.move_to_end(key)
            return kept
        self.made += 1
        made = self._prepare(query, operation_name)
        if len(query) <= LONGEST and self._is_known(hash(key)) and (document := self._keeps(made)):
            _let_go_of_tokens(document)
            self._kept[key] = made
            self.characters += len(query)
            while len(self._kept) > DOCUMENTS or self.characters > self._most:
                (text, _), _ = self._kept.popitem(last=False)
                self.characters -= len(text)
        return made

    def _is_known(self, digest: int) -> bool:
        """Whether this was asked for before; from now on it was."""
        if digest in self._seen:
            return True
        self._seen[digest] = None
        if len(self._seen) > SEEN:
            self._seen.popitem(last=False)
        return False


def _let_go_of_tokens(document: DocumentNode) -> None:
    """Cut a document off from its tokens, a chain of which each piece holds all. Where its parts stand in the text, which
    errors tell, they know by themselves."""
    left: list[Any] = [document]
    while left:
        node = left.pop()
        if isinstance(node, Node):
            if node.loc is not None:
                node.loc.start_token = node.loc.end_token = cast("Any", None)
            left += [getattr(node, name) for name in node.keys if name != "loc"]
        elif isinstance(node, tuple):
            left += cast("tuple[Any, ...]", node)

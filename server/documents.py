"""What a client asks with: a document, or the id of one. Trusted documents come from a manifest that is read at the
start; those of automatic persisted queries (APQ) are kept as clients send them."""

import hashlib
import re
from collections import OrderedDict
from collections.abc import Mapping
from typing import Any, cast

from domain.refusals import Words
from resolvers.errors import Code, CodedError

KEPT, KEPT_BYTES, LONGEST = 1_000, 4 << 20, 16 << 10
"""How many documents of persisted queries are kept, and how many bytes they, and one of them, may have."""

SHA256 = re.compile(r"[0-9a-f]{64}", re.ASCII)

EITHER = Words(
    "Send `query` or `documentId`, not both: the document with this id is another one",
    "query 与 documentId 请只发送其一:该标识对应的文档与 query 不同",
)
NO_ID = Words("`documentId` must be a text", "documentId 必须是文本")
NO_HASH = Words(
    "`extensions.persistedQuery` must be like {version: 1, sha256Hash: 64 hexadecimal digits in lower case}",
    "extensions.persistedQuery 应为 {version: 1, sha256Hash: 64 位小写十六进制}",
)
OTHER_HASH = Words(
    "`sha256Hash` is not the SHA-256 of `query`", "sha256Hash 与 query 的 SHA-256 不符,请重新计算"
)
UNKNOWN = Words("There is no trusted document with this `documentId`", "没有此 documentId 对应的受信文档")
NOT_KEPT = Words("PersistedQueryNotFound", "PersistedQueryNotFound")
"""What clients look for, letter by letter, before they send the whole document."""

NOT_TRUSTED = Words(
    "This server answers trusted documents only: send the `documentId` of one",
    "本服务仅执行受信文档,请发送其 documentId",
)


class NotKept(CodedError):
    """A persisted query that is not known (any more). Not a fault: the client sends the whole document next, so over HTTP
    it is told with 200, as clients expect."""

    def __init__(self) -> None:
        super().__init__(Code.PERSISTED_QUERY_NOT_FOUND, NOT_KEPT)


class Documents:
    """Leads from what a client sent to the document that runs. With `only`, nothing runs but what is `trusted` (document
    by id), and no persisted query is kept."""

    def __init__(self, trusted: Mapping[str, str] | None = None, *, only: bool = False) -> None:
        self._trusted = dict(trusted or {})
        for text in tuple(self._trusted.values()):
            digest = _digest(text)
            self._trusted[digest] = self._trusted[f"sha256:{digest}"] = text
        self._texts = frozenset(self._trusted.values())
        self._kept = None if only else Kept(KEPT, KEPT_BYTES, LONGEST)

    def trusts(self, document: str | None) -> bool:
        """Whether a document is of the manifest, whichever way it was asked for."""
        return document in self._texts

    def find(self, asked: Mapping[str, Any]) -> str | None:
        """The document of a body, of a GET's parameters or of a subscribe message: `query`, `documentId` and `extensions`
        are looked at; `None` when they name none.

        Raises CodedError: BAD_REQUEST, PERSISTED_QUERY_NOT_FOUND for an id that is not known, FORBIDDEN for a document
        that is not trusted where only those run.
        """
        query: str | None = asked.get("query") or None
        id, extensions = asked.get("documentId"), asked.get("extensions")
        if id is not None:
            return self._by_id(id, query)
        if extensions and (persisted := extensions.get("persistedQuery")) is not None:
            return self._by_hash(persisted, query)
        return self._allowed(query)

    def _by_id(self, id: object, query: str | None) -> str:
        if not isinstance(id, str):
            raise CodedError(Code.BAD_REQUEST, NO_ID)
        document = self._trusted.get(id)
        if document is None:
            raise CodedError(Code.PERSISTED_QUERY_NOT_FOUND, UNKNOWN)
        if query is not None and query != document:
            raise CodedError(Code.BAD_REQUEST, EITHER)
        return document

    def _by_hash(self, persisted: object, query: str | None) -> str | None:
        """As Apollo's clients speak it. A manifest's ids, whatever they are made of, may stand in place of the hash."""
        given = cast("dict[str, Any]", persisted) if isinstance(persisted, dict) else {}
        digest = given.get("sha256Hash")
        if given.get("version") != 1 or not isinstance(digest, str):
            raise CodedError(Code.BAD_REQUEST, NO_HASH)
        document = self._trusted.get(digest)
        if document is not None and query in {None, document}:
            return document
        if not SHA256.fullmatch(digest):
            raise CodedError(Code.BAD_REQUEST, NO_HASH)
        if query is None:
            document = None if self._kept is None else self._kept.get(digest)
            if document is None:
                raise NotKept
            return document
        if digest != _digest(query):
            raise CodedError(Code.BAD_REQUEST, OTHER_HASH)
        self._allowed(query)
        if self._kept is not None:
            self._kept.keep(digest, query)
        return query

    def _allowed(self, query: str | None) -> str | None:
        if self._kept is None and query is not None and query not in self._texts:
            raise CodedError(Code.FORBIDDEN, NOT_TRUSTED)
        return query


class Kept:
    """Documents by their SHA-256. When there are more than `most`, or than `most_bytes` in all, those that were not asked
    for longest go first; one of more than `longest` bytes is not kept at all."""

    def __init__(self, most: int, most_bytes: int, longest: int) -> None:
        self._most, self._most_bytes, self._longest = most, most_bytes, longest
        self._documents: OrderedDict[str, str] = OrderedDict()
        self._bytes = 0

    def get(self, digest: str) -> str | None:
        """The document, if it is kept."""
        document = self._documents.get(digest)
        if document is not None:
            self._documents.move_to_end(digest)
        return document

    def keep(self, digest: str, document: str) -> None:
        """Keep a document whose digest has been checked."""
        size = len(_utf8(document))
        if size > self._longest:
            return
        if digest not in self._documents:
            self._bytes += size
        self._documents[digest] = document
        self._documents.move_to_end(digest)
        while len(self._documents) > self._most or self._bytes > self._most_bytes:
            _, forgotten = self._documents.popitem(last=False)
            self._bytes -= len(_utf8(forgotten))


def sha256_id(document: str) -> str:
    """The id that GraphQL over HTTP gives a document: "sha256:" and the digest of its text."""
    return f"sha256:{_digest(document)}"


def _digest(document: str) -> str:
    return hashlib.sha256(_utf8(document)).hexdigest()


def _utf8(document: str) -> bytes:
    # Half of a surrogate pair is no reason to fail; parsing the document refuses it.
    return document.encode("utf-8", "surrogatepass")

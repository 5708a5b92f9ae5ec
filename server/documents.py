"""What a client asks with: a document, or the id of one. Trusted documents come from a manifest that is read at the
start; those of automatic persisted queries (APQ) are kept as clients send them."""

import hashlib
import re
from collections import OrderedDict
from collections.abc import Mapping
from typing import Any, cast

from domain.refusals import Words
from resolvers.errors import Code
from server.faults import Fault, bad_request, forbidden
from server.questions import Question

KEPT, KEPT_BYTES, LONGEST = 1_000, 4 << 20, 16 << 10
"""How many documents of persisted queries are kept, and how many bytes they, and one of them, may have."""

SHA256 = re.compile(r"[0-9a-f]{64}", re.ASCII)

EITHER = bad_request(
    "Send `query` or `documentId`, not both: the document with this id is another one",
    "query 与 documentId 请只发送其一:该标识对应的文档与 query 不同",
)
NO_HASH = bad_request(
    "`extensions.persistedQuery` must be like {version: 1, sha256Hash: 64 hexadecimal digits in lower case}",
    "extensions.persistedQuery 应为 {version: 1, sha256Hash: 64 位小写十六进制}",
)
OTHER_HASH = bad_request(
    "`sha256Hash` is not the SHA-256 of `query`", "sha256Hash 与 query 的 SHA-256 不符,请重新计算"
)
UNKNOWN = Fault(
    400,
    Code.PERSISTED_QUERY_NOT_FOUND,
    Words("There is no trusted document with this `documentId`", "没有此 documentId 对应的可信文档"),
)
NOT_KEPT = Fault(
    200, Code.PERSISTED_QUERY_NOT_FOUND, Words("PersistedQueryNotFound", "PersistedQueryNotFound")
)
"""What clients look for, letter by letter, before they send the whole document. That is how it is meant to go, so the status
is no error's."""

NOT_TRUSTED = forbidden(
    "This server answers trusted documents only: send the `documentId` of one",
    "本服务仅执行可信文档,请发送其 documentId",
)


class Documents:
    """Leads from what a client sent to the document that runs. With `only`, nothing runs but what is `trusted` (document
    by id), and no persisted query is kept."""

    def __init__(self, trusted: Mapping[str, str] | None = None, *, only: bool = False) -> None:
        self._trusted = dict(trusted or {})
        for document in tuple(self._trusted.values()):
            digest = _digest(document)
            self._trusted[digest] = self._trusted[f"sha256:{digest}"] = document
        self._texts = frozenset(self._trusted.values())
        self._only = only
        self._kept = Kept(KEPT, KEPT_BYTES, LONGEST)

    def settle(self, question: Question | Fault, *, kept: bool = True) -> Question | Fault:
        """The question with the document that it means, and whether that is a trusted one: by `documentId`, by a persisted
        query's hash in `extensions`, or as it was sent. An id that is not known is PERSISTED_QUERY_NOT_FOUND, a document that
        is not trusted where only those run is FORBIDDEN. Without `kept`, persisted queries are not known here: their client
        sends them whole, with a POST. A fault stays what it is."""
        if isinstance(question, Fault):
            return question
        if question.document_id is not None:
            document = self._by_id(question.document_id, question.query or None)
        elif (persisted := (question.extensions or {}).get("persistedQuery")) is not None:
            document = self._by_hash(persisted, question.query or None, kept=kept)
        else:
            document = question.query
        if isinstance(document, Fault):
            return document
        question.query, question.trusted = document, document in self._texts
        return NOT_TRUSTED if self._only and document and not question.trusted else question

    def _by_id(self, id: str, query: str | None) -> str | Fault:
        document = self._trusted.get(id)
        if document is None:
            return UNKNOWN
        return document if query in {None, document} else EITHER

    def _by_hash(self, persisted: object, query: str | None, *, kept: bool) -> str | Fault:
        """As Apollo's clients speak it. A manifest's ids, whatever they are made of, may stand in place of the hash."""
        given = cast("dict[str, Any]", persisted) if isinstance(persisted, dict) else {}
        digest = given.get("sha256Hash")
        if given.get("version") != 1 or not isinstance(digest, str):
            return NO_HASH
        document = self._trusted.get(digest)
        if document is not None and query in {None, document}:
            return document
        if not SHA256.fullmatch(digest):
            return NO_HASH
        if query is None:
            return (self._kept.get(digest) if kept else None) or NOT_KEPT
        if digest != _digest(query):
            return OTHER_HASH
        if not self._only:
            self._kept.keep(digest, query)
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

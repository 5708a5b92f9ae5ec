"""What a client asks, read from json that is taken at its word: strictly, or not at all."""

from dataclasses import dataclass
from typing import Any, cast
from urllib.parse import parse_qsl

import orjson

from server.faults import Fault, bad_request

DEPTH = 64
"""How deep the json of a request may be nested."""

LARGEST = 2**64
"""Numbers are smaller than this in size: whole ones have 64 bits."""

PARAMETERS = 16
"""How many parameters a URL may have."""

MEMBERS: dict[str, type] = {
    "query": str,
    "variables": dict,
    "operationName": str,
    "extensions": dict,
    "documentId": str,
}
"""What a request may have, each also absent or null."""

NOT_JSON = bad_request("The body is not json", "请求体不是有效的 JSON")
NOT_AN_OBJECT = bad_request(
    "The body must be a json object with `query`", "请求体必须是含有 `query` 的 JSON 对象"
)
A_BATCH = bad_request(
    "Batches are not answered; send each operation in a request of its own",
    "不支持批量请求,请将每个操作单独发送",
)
TOO_DEEP = bad_request(f"The json is nested more than {DEPTH} deep", f"JSON 嵌套超过 {DEPTH} 层")
TOO_LARGE_A_NUMBER = bad_request("A number has more than 64 bits", "数字超出 64 位范围")
A_NUL = bad_request("A text contains the character U+0000", "文本中含有字符 U+0000")
NO_DOCUMENT = bad_request("There is no `query`", "缺少 `query`")
NOT_A_QUERY_STRING = bad_request("The parameters of the URL cannot be read", "无法解析 URL 参数")


@dataclass(slots=True)
class Question:
    """One operation as a client asks for it. `trusted` says that its document is one of ours."""

    query: str | None
    variables: dict[str, Any] | None = None
    operation_name: str | None = None
    extensions: dict[str, Any] | None = None
    document_id: str | None = None
    trusted: bool = False

    @property
    def is_empty(self) -> bool:
        """Whether nothing is asked at all."""
        return not (self.query or self.document_id or self.extensions)


def asked(body: bytes) -> Question | Fault:
    """What the body of a request asks."""
    try:
        given = orjson.loads(body)
    except orjson.JSONDecodeError:
        return NOT_JSON
    if isinstance(given, list):
        return A_BATCH
    return question_of(given) if isinstance(given, dict) else NOT_AN_OBJECT


def asked_by_url(query_string: bytes) -> Question | Fault:
    """What the parameters of a URL ask: `variables` and `extensions` are json."""
    try:
        pairs = parse_qsl(
            query_string.decode("ascii"),
            keep_blank_values=True,
            errors="strict",
            max_num_fields=PARAMETERS,
        )
    except ValueError:
        return NOT_A_QUERY_STRING
    given: dict[str, Any] = {}
    for name, text in pairs:
        if name not in MEMBERS:
            continue
        if name in given:
            return bad_request(f"`{name}` is given twice", f"`{name}` 重复")
        if MEMBERS[name] is dict:
            try:
                given[name] = orjson.loads(text) if text else None
            except orjson.JSONDecodeError:
                return bad_request(f"`{name}` is not json", f"`{name}` 不是有效的 JSON")
        else:
            given[name] = text
    return question_of(given)


def with_document(question: Question | Fault) -> Question | Fault:
    """A question that has a document by now; without one the request itself is wrong, whatever its client accepts."""
    return NO_DOCUMENT if isinstance(question, Question) and question.query is None else question


def question_of(given: Any) -> Question | Fault:
    """What a json object asks, once all of it is of the right type and sane."""
    members = cast("dict[str, Any]", given)
    for name, type_ in MEMBERS.items():
        value = members.get(name)
        if value is not None and not isinstance(value, type_):
            return bad_request(f"`{name}` has the wrong type", f"`{name}` 类型有误")
    query = members.get("query")
    if query is not None and "\0" in query:
        return A_NUL
    for name in ("variables", "extensions"):
        if (value := members.get(name)) and (wrong := unsound(value, depth=1)) is not None:
            return wrong
    return Question(
        query,
        members.get("variables"),
        members.get("operationName"),
        members.get("extensions"),
        members.get("documentId"),
    )


def unsound(given: Any, depth: int = 0) -> Fault | None:
    """What is wrong with a json value, `depth` levels below the top, that a parser has let through: PostgreSQL stores no NUL, and a number that became
    a float because it is too large is not the one that was sent. (Invalid UTF-8, halves of surrogate pairs, NaN and
    infinity the parser refuses by itself; of two members with one name it takes the last.)"""
    level = [given]
    while level:
        depth += 1
        if depth > DEPTH:
            return TOO_DEEP
        deeper: list[Any] = []
        for value in level:
            kind = cast("type[Any]", type(value))
            if kind is str:
                if "\0" in value:
                    return A_NUL
            elif kind is dict:
                deeper.extend(value)
                deeper.extend(value.values())
            elif kind is list:
                deeper.extend(value)
            elif kind is float and abs(value) >= LARGEST:
                return TOO_LARGE_A_NUMBER
        level = deeper
    return None

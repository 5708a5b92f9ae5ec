"""One statement for a selection: it answers json text, in the order and under the names that the client asked for.

A selection is a tree of names; what they mean is declared (`db.relations`). Text of a client never becomes SQL: aliases
and arguments are parameters. The statement is made once for a selection and the shape of its arguments.
"""

import re
import typing
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal
from uuid import UUID

from sqlalchemy import (
    ARRAY,
    JSON,
    BigInteger,
    Boolean,
    Column,
    ColumnElement,
    Date,
    DateTime,
    FromClause,
    Integer,
    Numeric,
    Select,
    Text,
    Uuid,
    and_,
    bindparam,
    case,
    cast,
    column,
    extract,
    func,
    literal_column,
    select,
)
from sqlalchemy.dialects.postgresql import aggregate_order_by

import db.pages
from db.engine import Connection, Statement
from db.relations import (
    Found,
    FoundEach,
    Gathered,
    Identity,
    Many,
    Member,
    One,
    Paged,
    Same,
    Type,
    Value,
    Variant,
    catalogue,
)
from domain.ids import RecordId, head

MISSING = b"\x01"
"""Stands where a value is missing that may not be null; no json text has this byte. Such an answer is no answer: the
reference has to tell what went wrong."""

KEPT = 64
"""How many statements a selection keeps: one for every shape of its arguments that is in use."""

_NULL, _MISSING = "null", MISSING.decode()
_ARGUMENTS = 90
_WORDS = re.compile(r"[\w\x01\"':,{}\[\]+@= -]*", re.ASCII)
_CURSOR, _EDGE = {"__typename", "totalCount", "edges", "pageInfo"}, {"__typename", "cursor", "node"}
_PAGE_INFO = {"__typename", "hasNextPage", "hasPreviousPage", "startCursor", "endCursor"}

Ids = tuple[RecordId, ...]

Part = str | ColumnElement[Any]
"""A piece of json text: words of ours, or what SQL makes."""


@dataclass(frozen=True, slots=True, eq=False)
class Selected:
    """A field as it was asked for: `key` in the answer, `argument` its place among the arguments of the selection, and
    what is selected `below` it, for each type that it may be of."""

    key: str
    name: str
    argument: int | None
    below: Mapping[str, tuple["Selected", ...]]


def covers(type_name: str, fields: Sequence[Selected]) -> bool:
    """Whether every field of a selection is declared, all the way down."""
    type_ = catalogue.get(type_name)
    return type_ is not None and all(
        field.name == "__typename"
        or (
            (member := type_.members.get(field.name)) is not None
            and (_pages(field) if isinstance(member, Paged) else _covered(field))
        )
        for field in fields
    )


def _covered(field: Selected) -> bool:
    return all(covers(type_name, fields) for type_name, fields in field.below.items())


def _pages(field: Selected) -> bool:
    """Whether a connection is asked for nothing but what every connection has."""
    for asked in _below(field)[1]:
        if asked.name not in _CURSOR:
            return False
        for inner in _below(asked)[1] if asked.below else ():
            if inner.name not in (_EDGE if asked.name == "edges" else _PAGE_INFO) or not _covered(inner):
                return False
    return True


@dataclass(slots=True, eq=False)
class Reading:
    """A selection that one statement can answer, and the statements that were made for it: the `whole` object of the
    root's fields, the value of one `field` of the root, or the value of a relation for `each` of many keys, or for one
    that is `watched`."""

    kind: Literal["whole", "field", "each", "watched"]
    type_name: str
    fields: tuple[Selected, ...]
    _statements: dict[tuple[Any, ...], Statement] = field(default_factory=dict[tuple[Any, ...], Statement])

    async def one(self, connection: Connection, arguments: Sequence[Any]) -> bytes:
        """The json text of the root's fields, or of one."""
        statement, values = self._prepared(arguments)
        return await connection.fetchval(statement.sql, *statement.values(values))

    async def each(
        self, connection: Connection, keys: Sequence[UUID], arguments: Sequence[Any]
    ) -> dict[UUID, bytes]:
        """The json text of each key."""
        statement, values = self._prepared(arguments)
        return {row["key"]: row["json"] for row in await statement.all(connection, keys=keys, **values)}

    async def stamped(
        self, connection: Connection, key: UUID, arguments: Sequence[Any]
    ) -> tuple[bytes, tuple[Any, ...]]:
        """The json text of what is watched, and its stamp, of one moment."""
        statement, values = self._prepared(arguments)
        row: Any = await statement.one(connection, keys=[key], **values)
        return row["json"], tuple(row)[2:]

    def _prepared(self, arguments: Sequence[Any]) -> tuple[Statement, dict[str, Any]]:
        """The statement for arguments of this shape, and its parameters."""
        shapes = tuple(map(_shape, arguments))
        statement = self._statements.get(shapes)
        if statement is None:
            if len(self._statements) >= KEPT:
                del self._statements[next(iter(self._statements))]
            statement = self._statements[shapes] = _Writer(shapes).statement(self)
        values: dict[str, Any] = {}
        for place, argument in enumerate(arguments):
            values.update(_values(argument, f"a{place}_"))
        return statement, values


# --- Arguments --------------------------------------------------------------------------------------------------------


def _shape(argument: Any) -> Any:
    """What of an argument decides the statement."""
    match argument:
        case RecordId(type_name):
            return type_name
        case tuple():
            return tuple(sorted({id.type_name for id in typing.cast("Ids", argument)}))
        case _:
            return db.pages.shape_of(argument)


def _values(argument: Any, prefix: str) -> dict[str, Any]:
    match argument:
        case RecordId(_, key):
            return {f"{prefix}id": key}
        case tuple():
            ids = typing.cast("Ids", argument)
            return {f"{prefix}types": [id.type_name for id in ids], f"{prefix}ids": [id.key for id in ids]}
        case _:
            return db.pages.values_of(argument, prefix)


# --- Writing SQL ------------------------------------------------------------------------------------------------------


class _Rows:
    """Where the rows of a select come from; a field that leads to one other row joins it."""

    __slots__ = ("source",)

    def __init__(self, source: FromClause | None) -> None:
        self.source = source

    def join(self, other: FromClause, on: ColumnElement[bool]) -> None:
        assert self.source is not None
        self.source = self.source.outerjoin(other, on)

    def select(self, expression: ColumnElement[Any]) -> Select[Any]:
        made = select(expression)
        return made if self.source is None else made.select_from(self.source)


class _Writer:
    """Writes the statement of a selection for arguments of these shapes."""

    def __init__(self, shapes: tuple[Any, ...]) -> None:
        self._shapes = shapes
        self._aliases = 0

    def statement(self, reading: Reading) -> Statement:
        type_, rows = catalogue[reading.type_name], _Rows(None)
        if reading.kind == "whole":
            text = _joined(self._object(type_, rows, None, reading.fields))
            return Statement(rows.select(_utf8(text).label("json")))
        (asked,) = reading.fields
        relation: Any = type_.members[asked.name]
        if reading.kind == "field":
            text = _joined(self._member(type_, relation, rows, None, asked))
            return Statement(rows.select(_utf8(text).label("json")))
        keys = (
            func.unnest(bindparam("keys", type_=ARRAY(Uuid)))
            .table_valued(column(relation.ours, Uuid), name="keyed")
            .render_derived()
        )
        rows = _Rows(keys)
        text = _joined(self._member(type_, relation, rows, keys, asked))
        stamp = relation.stamp(keys) if reading.kind == "watched" else ()
        key: Any = typing.cast("Any", keys).c[relation.ours]
        return Statement(rows.select(key.label("key")).add_columns(_utf8(text).label("json"), *stamp))

    def _alias(self, rows: FromClause) -> FromClause:
        self._aliases += 1
        return rows.alias(f"t{self._aliases}")

    def _key(self, asked: Selected, *, first: bool) -> list[Part]:
        """The name of a member: one of the schema's is ours, an alias is a parameter."""
        text = f'{"{" if first else ","}"{asked.key}":'
        if asked.key == asked.name:
            return [text]
        self._aliases += 1
        return [bindparam(f"alias{self._aliases}", text, type_=Text)]

    def _object(
        self, type_: Type, rows: _Rows, row: FromClause | None, fields: Sequence[Selected]
    ) -> list[Part]:
        parts: list[Part] = []
        for asked in fields:
            parts += self._key(asked, first=not parts)
            if asked.name == "__typename":
                parts.append(f'"{type_.name}"')
            else:
                parts += self._member(type_, type_.members[asked.name], rows, row, asked)
        return _closed(parts)

    def _member(self, type_: Type, member: Member, rows: _Rows, row: Any, asked: Selected) -> list[Part]:
        match member:
            case Identity():
                return ['"', *_global_id(type_.name, row.c.id), '"']
            case Value():
                return [_json(member.of(row), optional=member.optional)]
            case Same():
                return self._object(catalogue[member.to], rows, row, asked.below[member.to])
            case Variant():
                return [self._variant(member, rows, row, asked)]
            case One():
                return [self._one(member, rows, row, asked)]
            case Many():
                listed = self._alias(catalogue[member.to].table)
                inner = _Rows(listed)
                text = self._list(member.to, inner, listed, member.order, asked)
                return [_of(inner.select(text).where(listed.c[member.theirs] == row.c[member.ours]), row)]
            case Gathered():
                return [self._gathered(member, row, asked)]
            case Paged():
                return self._paged(member, row, asked)
            case Found():
                return [self._found(member, asked)]
            case FoundEach():
                return [self._found_each(asked)]

    def _variant(self, member: Variant, rows: _Rows, row: FromClause, asked: Selected) -> ColumnElement[Any]:
        whens = [
            (row.c[member.by] == value, _joined(self._object(catalogue[to], rows, row, asked.below[to])))
            for value, to in member.types.items()
        ]
        nothing = (row.c[member.present].is_(None), _words(_NULL))
        return case(nothing, *whens, else_=_words(_MISSING))

    def _one(self, member: One, rows: _Rows, row: FromClause, asked: Selected) -> ColumnElement[Any]:
        type_ = catalogue[member.to]
        other = self._alias(type_.table)
        on = other.c[member.theirs] == row.c[member.ours]
        # A key that many are read by is the key of a record that has the value.
        if member.where is not None and member.where[0] in row.c:
            on = and_(on, row.c[member.where[0]] == member.where[1])
        rows.join(other, on)
        text = _joined(self._object(type_, rows, other, asked.below[member.to]))
        missing = _words(_NULL if member.optional else _MISSING)
        return case((other.c[member.theirs].is_(None), missing), else_=text)

    def _list(
        self, to: str, rows: _Rows, row: FromClause, order: Sequence[str], asked: Selected
    ) -> ColumnElement[Any]:
        text = _joined(self._object(catalogue[to], rows, row, asked.below[to]))
        ordered: Any = aggregate_order_by(_words(","), *(row.c[column] for column in order))
        return func.concat(_words("["), func.string_agg(text, ordered), _words("]"))

    def _gathered(self, member: Gathered, row: FromClause, asked: Selected) -> ColumnElement[Any]:
        self._aliases += 1
        found = member.rows(row).correlate(row).subquery(f"t{self._aliases}")
        inner = _Rows(found)
        if not member.order:
            text = _joined(self._object(catalogue[member.to], inner, found, asked.below[member.to]))
            return _of(inner.select(text), row)
        listed = _of(inner.select(self._list(member.to, inner, found, member.order, asked)), row)
        return listed if member.present is None else case((member.present(row), listed), else_=_words(_NULL))

    # --- Questions of the root ---

    def _found(self, member: Found, asked: Selected) -> ColumnElement[Any]:
        assert asked.argument is not None
        named: str = self._shapes[asked.argument]
        if named not in asked.below or (member.to and named != member.to):
            return _words(_NULL)
        id = bindparam(f"a{asked.argument}_id", type_=Uuid)
        return func.coalesce(self._row(named, id, None, asked), _words(_NULL))

    def _found_each(self, asked: Selected) -> ColumnElement[Any]:
        assert asked.argument is not None
        prefix, named = f"a{asked.argument}_", self._shapes[asked.argument]
        wanted = (
            func.unnest(
                bindparam(f"{prefix}types", type_=ARRAY(Text)), bindparam(f"{prefix}ids", type_=ARRAY(Uuid))
            )
            .table_valued(column("named", Text), column("id", Uuid), with_ordinality="place", name="wanted")
            .render_derived()
        )
        rows = _Rows(wanted)
        whens = [
            (wanted.c.named == type_name, self._row(type_name, wanted.c.id, wanted, asked))
            for type_name in named
            if type_name in asked.below
        ]
        found = case(*whens, else_=None) if whens else cast(None, Text)
        ordered: Any = aggregate_order_by(_words(","), wanted.c.place)
        text = func.string_agg(func.coalesce(found, _words(_NULL)), ordered)
        return rows.select(func.concat(_words("["), text, _words("]"))).scalar_subquery()

    def _row(
        self, to: str, id: ColumnElement[Any], outer: FromClause | None, asked: Selected
    ) -> ColumnElement[Any]:
        found = self._alias(catalogue[to].table)
        rows = _Rows(found)
        text = _joined(self._object(catalogue[to], rows, found, asked.below[to]))
        made = rows.select(text).where(found.c.id == id)
        return (made if outer is None else made.correlate(outer)).scalar_subquery()

    # --- Connections ---

    def _paged(self, member: Paged, row: FromClause | None, asked: Selected) -> list[Part]:
        assert asked.argument is not None
        shape: db.pages.Shape = self._shapes[asked.argument]
        prefix = f"a{asked.argument}_"
        type_name, fields = _below(asked)
        page: _Page | None = None
        if any(_needs_page(field, shape) for field in fields):
            more = any(_asks_for_more(field, shape) for field in fields)
            page = _Page(member, self._page(member, row, shape, prefix, more=more), shape, more)
        rows = _Rows(page and page.rows)
        parts: list[Part] = []
        for inner in fields:
            parts += self._key(inner, first=not parts)
            match inner.name:
                case "__typename":
                    parts.append(f'"{type_name}"')
                case "totalCount":
                    parts.append(self._total(member, row, shape, prefix))
                case "edges":
                    assert page is not None
                    parts.append(self._edges(page, rows, inner))
                case _:
                    parts += self._page_info(page, shape, inner)
        text = _joined(_closed(parts))
        if page is None:
            return [text]
        return [_of(rows.select(text), row)]

    def _listed(self, member: Paged, row: FromClause | None) -> tuple[FromClause, list[ColumnElement[bool]]]:
        listed = self._alias(catalogue[member.to].table)
        return listed, [] if row is None else [listed.c[member.theirs] == row.c[member.ours]]

    def _page(
        self, member: Paged, row: FromClause | None, shape: db.pages.Shape, prefix: str, *, more: bool
    ) -> FromClause:
        listed, where = self._listed(member, row)
        made = (
            select(listed)
            .where(*where, *db.pages.matching(member, listed, shape.filters, prefix))
            .where(*db.pages.beyond(member, listed, shape, prefix))
            .order_by(*db.pages.sorting(member, listed, shape))
            .limit(_number(shape.size + more))
        )
        self._aliases += 1
        return (made if row is None else made.correlate(row)).subquery(f"t{self._aliases}")

    def _total(
        self, member: Paged, row: FromClause | None, shape: db.pages.Shape, prefix: str
    ) -> ColumnElement[Any]:
        listed, where = self._listed(member, row)
        made = (
            select(func.count())
            .select_from(listed)
            .where(*where, *db.pages.matching(member, listed, shape.filters, prefix))
        )
        return (made if row is None else made.correlate(row)).scalar_subquery()

    def _edges(self, page: "_Page", rows: _Rows, asked: Selected) -> ColumnElement[Any]:
        type_name, fields = _below(asked)
        parts: list[Part] = []
        for inner in fields:
            parts += self._key(inner, first=not parts)
            match inner.name:
                case "__typename":
                    parts.append(f'"{type_name}"')
                case "cursor":
                    parts += ['"', _cursor(page.rows.c[page.paged.order.column], page.rows.c.id), '"']
                case _:
                    to = page.paged.to
                    parts += self._object(catalogue[to], rows, page.rows, inner.below[to])
        return func.concat(_words("["), page.joined(_joined(_closed(parts))), _words("]"))

    def _page_info(self, page: "_Page | None", shape: db.pages.Shape, asked: Selected) -> list[Part]:
        type_name, fields = _below(asked)
        came = "true" if shape.placed else "false"
        parts: list[Part] = []
        for inner in fields:
            parts += self._key(inner, first=not parts)
            if inner.name == "__typename":
                parts.append(f'"{type_name}"')
            elif inner.name == _more(shape):
                assert page is not None
                parts.append(case((page.has_more, _words("true")), else_=_words("false")))
            elif inner.name in {"hasNextPage", "hasPreviousPage"}:
                parts.append(came)
            else:
                assert page is not None
                parts.append(page.cursor(last=inner.name == "endCursor"))
        return _closed(parts)


class _Page:
    """The rows of a page, with one too many where it has to be known whether there are more."""

    def __init__(self, paged: Paged, rows: Any, shape: db.pages.Shape, more: bool) -> None:
        self.paged, self.rows = paged, rows
        self._size, self._backward, self._more = shape.size, shape.backward, more

    @property
    def has_more(self) -> ColumnElement[bool]:
        return func.count() > _number(self._size)

    def cursor(self, *, last: bool) -> ColumnElement[Any]:
        """The json of the first or the last cursor of the page, null when it is empty."""
        place = self._end() if last else self._begin()
        key: Any = self.rows.c[self.paged.order.column]
        ends = (self._each(ends, ends.type)[place] for ends in (key, self.rows.c.id))
        text = _joined(['"', _cursor(*ends), '"'])
        return case((func.count() == 0, _words(_NULL)), else_=text)

    def joined(self, text: ColumnElement[Any]) -> ColumnElement[Any]:
        """The texts of the page's rows with commas."""
        if self._more:
            kept = self._each(text, Text())[self._begin() : self._end()]
            return func.array_to_string(kept, _words(","))
        return func.string_agg(text, aggregate_order_by(_words(","), *db.pages.listed(self.paged, self.rows)))

    def _each(self, value: ColumnElement[Any], type_: Any) -> Any:
        ordered: Any = aggregate_order_by(value, *db.pages.listed(self.paged, self.rows))
        return func.array_agg(ordered, type_=ARRAY(type_))

    def _begin(self) -> Any:
        """The place of the first row of the page: a backward page is preceded by what is too many."""
        if not (self._more and self._backward):
            return _number(1)
        return func.greatest(func.count() - _number(self._size), _number(0)) + _number(1)

    def _end(self) -> Any:
        if self._backward or not self._more:
            return func.count()
        return func.least(func.count(), _number(self._size))


def _needs_page(field: Selected, shape: db.pages.Shape) -> bool:
    """Whether a connection's field is made of the page's rows."""
    return field.name == "edges" or _asks(field, {_more(shape), "startCursor", "endCursor"})


def _asks_for_more(field: Selected, shape: db.pages.Shape) -> bool:
    """Whether a connection's field says that there are more beyond the page."""
    return _asks(field, {_more(shape)})


def _asks(field: Selected, names: set[str]) -> bool:
    return field.name == "pageInfo" and any(inner.name in names for inner in _below(field)[1])


def _more(shape: db.pages.Shape) -> str:
    return "hasPreviousPage" if shape.backward else "hasNextPage"


def _below(field: Selected) -> tuple[str, tuple[Selected, ...]]:
    """The one type below a field, and what is selected of it."""
    ((type_name, fields),) = field.below.items()
    return type_name, fields


def _of(made: Select[Any], row: FromClause | None) -> ColumnElement[Any]:
    """A select for each row of another."""
    return (made if row is None else made.correlate(row)).scalar_subquery()


# --- Text -------------------------------------------------------------------------------------------------------------


def _words(text: str) -> ColumnElement[Any]:
    """Words of ours in the statement itself."""
    assert _WORDS.fullmatch(text), text
    if text == _MISSING:
        return literal_column(r"E'\x01'", Text)
    return literal_column("'{}'".format(text.replace("'", "''")), Text)


def _number(number: int) -> ColumnElement[int]:
    return literal_column(str(number), Integer)


def _closed(parts: list[Part]) -> list[Part]:
    """An object; directives may have left nothing of it."""
    return [*parts, "}"] if parts else ["{}"]


def _joined(parts: Sequence[Part]) -> ColumnElement[Any]:
    """The text of parts one behind the other."""
    merged: list[Part] = []
    for part in parts:
        if isinstance(part, str) and merged and isinstance(merged[-1], str):
            merged[-1] += part
        else:
            merged.append(part)
    pieces = [_words(part) if isinstance(part, str) else part for part in merged]
    while len(pieces) > _ARGUMENTS:
        pieces = [
            func.concat(*pieces[at : at + _ARGUMENTS], type_=Text) for at in range(0, len(pieces), _ARGUMENTS)
        ]
    return func.concat(*pieces, type_=Text)


def _json(value: ColumnElement[Any], *, optional: bool) -> ColumnElement[Any]:
    """A value as the schema's scalars write it."""
    text = _scalar(value)
    if isinstance(value, Column) and not value.nullable:
        return text
    return func.coalesce(text, _words(_NULL if optional else _MISSING))


def _scalar(value: ColumnElement[Any]) -> ColumnElement[Any]:
    """The json text of a value; null of null."""
    match value.type:
        case Integer():
            return cast(value, Text)
        case Boolean():
            return case((value, _words("true")), (value.is_(None), None), else_=_words("false"))
        case Numeric():
            return _words('"').op("||")(cast(value, Text)).op("||")(_words('"'))
        case DateTime():
            office = func.timezone(literal_column("interval '8 hours'"), value)
            return func.to_char(office, literal_column("""'\\"YYYY-MM-DD"T"HH24:MI:SS.MS"+08:00"\\"'"""))
        case Date():
            # The last day of the calendar is stored as infinity.
            first, last = literal_column("date '0001-01-01'", Date), literal_column("date '9999-12-31'", Date)
            clamped = func.greatest(first, func.least(value, last))
            return case((value.is_not(None), cast(func.to_json(clamped), Text)))
        case JSON():
            return cast(value, Text)
        case _:
            return cast(func.to_json(value), Text)


def _global_id(type_name: str, id: ColumnElement[Any]) -> list[Part]:
    """As `domain.ids.written` writes it: what stands for the type is known, and base64 of a UUID's text has none of the
    letters that URLs do without."""
    return [head(type_name), func.encode(_utf8(cast(id, Text)), literal_column("'base64'"))]


def _cursor(key: Any, id: ColumnElement[Any]) -> ColumnElement[Any]:
    """As `domain.pages.encode_cursor` writes it."""
    if isinstance(key.type, DateTime):
        written = func.concat(_words("@"), cast(extract("epoch", key) * 1_000_000, BigInteger))
    else:
        written = func.concat(_words("="), key)
    encoded = func.encode(_utf8(func.concat(written, _words(" "), id)), literal_column("'base64'"))
    # For URLs, and without the line breaks of `encode`.
    return func.translate(encoded, literal_column(r"E'+/\n'"), literal_column("'-_'"))


def _utf8(text: ColumnElement[Any]) -> Any:
    return func.convert_to(text, literal_column("'UTF8'"))

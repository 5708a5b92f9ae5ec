"""Writes the statement of a selection, in Core."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import (
    ARRAY,
    ColumnElement,
    FromClause,
    Select,
    Text,
    Uuid,
    and_,
    bindparam,
    case,
    cast,
    column,
    func,
    select,
)
from sqlalchemy.dialects.postgresql import aggregate_order_by

import db.pages
from db.engine import Statement
from db.metadata import given
from db.plans.page import Page, beyond, needs_page
from db.plans.selected import Selected, only
from db.plans.text import (
    ABSENT,
    NULL,
    Part,
    closed,
    cursor,
    global_id,
    joined,
    json,
    number,
    utf8,
    words,
)
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
from domain.people import Sight


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


class Writer:
    """Writes the statement of a selection for arguments of these shapes, and for who sees like this."""

    def __init__(self, shapes: tuple[Any, ...], sight: Sight) -> None:
        self._shapes = shapes
        self._sight = sight
        self._aliases = 0

    def statement(self, kind: str, type_name: str, fields: tuple[Selected, ...]) -> Statement:
        """The statement of a reading (`db.plans.Reading`)."""
        type_, rows = catalogue[type_name], _Rows(None)
        if kind == "whole":
            text = joined(self._object(type_, rows, None, fields))
            return Statement(rows.select(utf8(text).label("json")))
        (asked,) = fields
        relation: Any = type_.members[asked.name]
        if kind == "field":
            text = joined(self._member(type_, relation, rows, None, asked))
            return Statement(rows.select(utf8(text).label("json")))
        keys = given("keys", relation.ours, "keyed")
        rows = _Rows(keys)
        text = joined(self._member(type_, relation, rows, keys, asked))
        stamp = relation.stamp(keys) if kind == "watched" else ()
        key = keys.c[relation.ours].label("key")
        return Statement(rows.select(key).add_columns(utf8(text).label("json"), *stamp))

    def _rows(self, type_: Type) -> FromClause:
        """The rows of a type that are seen."""
        self._aliases += 1
        return type_.rows(self._sight, f"t{self._aliases}")

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
        return closed(parts)

    def _member(self, type_: Type, member: Member, rows: _Rows, row: Any, asked: Selected) -> list[Part]:
        match member:
            case Identity():
                return ['"', *global_id(type_.name, row.c.id), '"']
            case Value():
                return [json(member.of(row), optional=member.optional)]
            case Same():
                return self._object(catalogue[member.to], rows, row, asked.below[member.to])
            case Variant():
                return [self._variant(member, rows, row, asked)]
            case One():
                return [self._one(member, rows, row, asked)]
            case Many():
                listed = self._rows(catalogue[member.to])
                inner = _Rows(listed)
                text = self._list(member.to, inner, listed, member.order, asked)
                return [_of(inner.select(text).where(*member.of_row(listed, row)), row)]
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
            (row.c[member.by] == value, joined(self._object(catalogue[to], rows, row, asked.below[to])))
            for value, to in member.types.items()
        ]
        nothing = (row.c[member.present].is_(None), words(NULL))
        return case(nothing, *whens, else_=words(ABSENT))

    def _one(self, member: One, rows: _Rows, row: FromClause, asked: Selected) -> ColumnElement[Any]:
        type_ = catalogue[member.to]
        other = self._rows(type_)
        on = other.c[member.theirs] == row.c[member.ours]
        # A key that many are read by is the key of a record that has the value.
        if member.where is not None and member.where[0] in row.c:
            on = and_(on, row.c[member.where[0]] == member.where[1])
        rows.join(other, on)
        text = joined(self._object(type_, rows, other, asked.below[member.to]))
        missing = words(NULL if member.optional else ABSENT)
        return case((other.c[member.theirs].is_(None), missing), else_=text)

    def _list(
        self, to: str, rows: _Rows, row: FromClause, order: Sequence[str], asked: Selected
    ) -> ColumnElement[Any]:
        text = joined(self._object(catalogue[to], rows, row, asked.below[to]))
        ordered: Any = aggregate_order_by(words(","), *(row.c[column] for column in order))
        return func.concat(words("["), func.string_agg(text, ordered), words("]"))

    def _gathered(self, member: Gathered, row: FromClause, asked: Selected) -> ColumnElement[Any]:
        self._aliases += 1
        found = member.rows(row, self._sight).correlate(row).subquery(f"t{self._aliases}")
        inner = _Rows(found)
        if not member.order:
            text = joined(self._object(catalogue[member.to], inner, found, asked.below[member.to]))
            made = _of(inner.select(text), row)
            return made if member.present is None else case((member.present(row), made), else_=words(NULL))
        listed = _of(inner.select(self._list(member.to, inner, found, member.order, asked)), row)
        return listed if member.present is None else case((member.present(row), listed), else_=words(NULL))

    # --- Questions of the root ---

    def _found(self, member: Found, asked: Selected) -> ColumnElement[Any]:
        assert asked.argument is not None
        named, column = self._shapes[asked.argument]
        if named not in asked.below or (member.to and named != member.to):
            return words(NULL)
        # Codes are texts.
        key = bindparam(f"a{asked.argument}_{column}", type_=Uuid() if column == "id" else Text())
        return func.coalesce(self._row(named, key, None, asked, column), words(NULL))

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
        ordered: Any = aggregate_order_by(words(","), wanted.c.place)
        text = func.string_agg(func.coalesce(found, words(NULL)), ordered)
        return rows.select(func.concat(words("["), text, words("]"))).scalar_subquery()

    def _row(
        self,
        to: str,
        key: ColumnElement[Any],
        outer: FromClause | None,
        asked: Selected,
        column: str = "id",
    ) -> ColumnElement[Any]:
        found = self._rows(catalogue[to])
        rows = _Rows(found)
        text = joined(self._object(catalogue[to], rows, found, asked.below[to]))
        made = rows.select(text).where(found.c[column] == key)
        return (made if outer is None else made.correlate(outer)).scalar_subquery()

    # --- Connections ---

    def _paged(self, member: Paged, row: FromClause | None, asked: Selected) -> list[Part]:
        assert asked.argument is not None
        shape: db.pages.Shape = self._shapes[asked.argument]
        prefix = f"a{asked.argument}_"
        type_name, fields = only(asked)
        page: Page | None = None
        if any(map(needs_page, fields)):
            self._aliases += 1
            found = self._beginning(member, row, shape, prefix).limit(number(shape.size))
            page = Page(member, member.sorted_by(shape.sorting), found.subquery(f"t{self._aliases}"))
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
                    more = (
                        self._beginning(member, row, shape, prefix)
                        .offset(number(shape.size))
                        .limit(number(1))
                    )
                    parts += self._page_info(page, more, shape, inner)
        text = joined(closed(parts))
        if page is None:
            return [text]
        return [_of(rows.select(text), row)]

    def _listed(self, member: Paged, row: FromClause | None) -> tuple[FromClause, list[ColumnElement[bool]]]:
        listed = self._rows(catalogue[member.to])
        return listed, [] if row is None else [listed.c[member.theirs] == row.c[member.ours]]

    def _beginning(
        self, member: Paged, row: FromClause | None, shape: db.pages.Shape, prefix: str
    ) -> Select[Any]:
        """The rows from the place of a page on."""
        listed, where = self._listed(member, row)
        made = (
            select(listed)
            .where(*where, *db.pages.matching(member, listed, shape.filters, self._sight, prefix))
            .where(*db.pages.beyond(member, listed, shape, prefix))
            .order_by(*db.pages.sorting(member, listed, shape))
        )
        return made if row is None else made.correlate(row)

    def _total(
        self, member: Paged, row: FromClause | None, shape: db.pages.Shape, prefix: str
    ) -> ColumnElement[Any]:
        listed, where = self._listed(member, row)
        made = (
            select(func.count())
            .select_from(listed)
            .where(*where, *db.pages.matching(member, listed, shape.filters, self._sight, prefix))
        )
        return (made if row is None else made.correlate(row)).scalar_subquery()

    def _edges(self, page: "Page", rows: _Rows, asked: Selected) -> ColumnElement[Any]:
        type_name, fields = only(asked)
        parts: list[Part] = []
        for inner in fields:
            parts += self._key(inner, first=not parts)
            match inner.name:
                case "__typename":
                    parts.append(f'"{type_name}"')
                case "cursor":
                    parts += ['"', cursor(page.order.key(page.rows), page.rows.c.id), '"']
                case name if page.paged.links:
                    link = catalogue[page.paged.to]
                    parts += self._member(link, link.members[name], rows, page.rows, inner)
                case _:
                    to = page.paged.to
                    parts += self._object(catalogue[to], rows, page.rows, inner.below[to])
        return func.concat(words("["), page.joined(joined(closed(parts))), words("]"))

    def _page_info(
        self, page: Page | None, more: Select[Any], shape: db.pages.Shape, asked: Selected
    ) -> list[Part]:
        type_name, fields = only(asked)
        came = "true" if shape.placed else "false"
        parts: list[Part] = []
        for inner in fields:
            parts += self._key(inner, first=not parts)
            if inner.name == "__typename":
                parts.append(f'"{type_name}"')
            elif inner.name == beyond(shape):
                parts.append(case((more.exists(), words("true")), else_=words("false")))
            elif inner.name in {"hasNextPage", "hasPreviousPage"}:
                parts.append(came)
            else:
                assert page is not None
                parts.append(page.cursor(last=inner.name == "endCursor"))
        return closed(parts)


def _of(made: Select[Any], row: FromClause | None) -> ColumnElement[Any]:
    """A select for each row of another."""
    return (made if row is None else made.correlate(row)).scalar_subquery()

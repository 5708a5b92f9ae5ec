"""Scalars and context of the contract in Strawberry."""

from datetime import datetime
from decimal import Decimal
from typing import NewType, TypeAlias

import strawberry
from strawberry.schema.config import StrawberryConfig

from benchmarks.peers.python.loaders import Loaders
from benchmarks.peers.python.scalars import moment_text

Money = NewType("Money", Decimal)
Uscc = NewType("Uscc", str)
DecimalText = NewType("DecimalText", str)

CONFIG = StrawberryConfig(
    scalar_map={
        Money: strawberry.scalar(name="Money", serialize=lambda amount: f"{amount:.2f}", parse_value=Decimal),
        Uscc: strawberry.scalar(name="Uscc", serialize=str, parse_value=str),
        DecimalText: strawberry.scalar(name="Decimal", serialize=str, parse_value=str),
        datetime: strawberry.scalar(
            name="DateTime", serialize=moment_text, parse_value=datetime.fromisoformat
        ),
    }
)

Info: TypeAlias = strawberry.Info[Loaders, None]

"""What a database says of itself; one row."""

from sqlalchemy import BigInteger, Column, Table, Text

from engine.domain.witness import Doubt
from storage.tables.base import metadata, one_of, word
from storage.types import UtcDateTime

store_meta = Table(
    "store_meta",
    metadata,
    Column("name", Text, primary_key=True),
    Column("store_id", Text, nullable=False),
    Column("epoch", BigInteger, nullable=False),
    word("doubt", Doubt, nullable=True),
    Column("doubted_at", UtcDateTime),
    Column("seen_id", Text),
    Column("seen_epoch", BigInteger),
    Column("accepted_id", Text),
    one_of("doubt", Doubt),
)

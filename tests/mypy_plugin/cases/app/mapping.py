"""Maps classes of another file by calls."""

from sqlalchemy import Column, Integer, Table

from app import models
from app.models import Imperative, reg

reg.map_imperatively(Imperative, Table("imperative", reg.metadata, Column("id", Integer, primary_key=True)))
reg.map_imperatively(
    class_=models.ImperativeByKeyword, local_table=Table("k", reg.metadata, Column("id", Integer, primary_key=True))
)

"""Ruled sheets and forms to tables."""

from digitwise.forms.result import Table, TableCell
from digitwise.forms.table import TableReader, read_table

__all__ = ["Table", "TableCell", "TableReader", "read_table"]

"""Ruled sheets and forms to tables."""

from digitwise.forms.form import Form
from digitwise.forms.form_file import load_form
from digitwise.forms.result import Table, TableCell
from digitwise.forms.table import TableReader, read_table

__all__ = ["Form", "Table", "TableCell", "TableReader", "load_form", "read_table"]

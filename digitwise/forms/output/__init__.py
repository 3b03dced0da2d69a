"""Tables to files: XLSX, CSV, Parquet and JSON."""

from digitwise.forms.output.write import FORMATS, write_tables

__all__ = ["FORMATS", "write_tables"]

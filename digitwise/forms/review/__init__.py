"""A table folder: what was read, and what a person decided about it."""

from digitwise.forms.review.decisions import Decision
from digitwise.forms.review.folder import TableFolder, check_folder, is_free, is_table_folder, make_folder, open_folder
from digitwise.forms.review.session import Review, look_at, open_review

__all__ = [
    "Decision",
    "Review",
    "TableFolder",
    "check_folder",
    "is_free",
    "is_table_folder",
    "look_at",
    "make_folder",
    "open_folder",
    "open_review",
]

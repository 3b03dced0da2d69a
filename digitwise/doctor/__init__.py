"""The doctor: what this machine has, and whether training and reading give the known answers here."""

from digitwise.doctor.examination import Examination, Finding
from digitwise.doctor.examine import examine

__all__ = ["Examination", "Finding", "examine"]

"""Digits to learn from: found, fetched, verified and kept."""

from digitwise.data.dataset import Dataset
from digitwise.data.listing import Entry, catalog
from digitwise.data.loading import load_dataset, load_mnist
from digitwise.data.upkeep import Verified, fetch, verify

__all__ = ["Dataset", "Entry", "Verified", "catalog", "fetch", "load_dataset", "load_mnist", "verify"]

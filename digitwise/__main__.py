"""``python -m digitwise`` is the same as the command ``digitwise``."""

from digitwise.cli import main

main()

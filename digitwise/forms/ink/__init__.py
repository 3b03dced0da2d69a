"""Which ink belongs to which cell: without lines, without print, shared out piece by piece."""

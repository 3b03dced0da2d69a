"""The learning page taken away: as a folder of static files, as one file, and as a sheet of questions."""

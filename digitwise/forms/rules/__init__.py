"""What must be true of the cells of a form, and what follows where it is not."""

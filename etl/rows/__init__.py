"""What a row is: how a file's cells are read, checked, compared and written, in sets."""

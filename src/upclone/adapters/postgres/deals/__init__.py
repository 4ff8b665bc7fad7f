"""Tables and repositories of this wing: table, to_row, from_row and repository side by side."""

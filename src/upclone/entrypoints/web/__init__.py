"""Pages for people: one module per feature, with templates and styles beside it."""

"""Pages for everybody: what this is, what it costs, what the law wants said."""

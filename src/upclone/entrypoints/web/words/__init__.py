"""What pages call things, in the reader's language. The domain has names; words are made here."""

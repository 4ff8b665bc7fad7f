"""Trust: sanctions with their due process, and what people do here."""

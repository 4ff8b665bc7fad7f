"""What people do: use cases over the domain, and the ports they need."""

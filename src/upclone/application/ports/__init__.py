"""What the application needs from the outside world, as Protocols with only the methods that are used."""

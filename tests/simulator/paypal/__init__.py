"""PayPal's half of the simulator."""

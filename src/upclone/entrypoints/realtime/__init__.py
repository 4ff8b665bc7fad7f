"""What is pushed to who looks on."""

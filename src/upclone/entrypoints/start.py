"""The only module that meets the container: builds each way in."""

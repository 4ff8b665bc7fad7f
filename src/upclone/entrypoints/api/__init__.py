"""The JSON API: routes by wing, their schemas beside them, and what all of them share."""

"""A believable load: people, jobs and all that searching needs of them, in both languages and any number."""

"""The command line: running upclone, and the operators' desk."""

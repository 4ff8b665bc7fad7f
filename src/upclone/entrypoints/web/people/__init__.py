"""Pages of people: signing in, accounts, profiles, dashboards."""

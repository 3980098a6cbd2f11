"""The database behind the desk, one file per noun."""

"""Rules only: no input or output, no clock, no database."""

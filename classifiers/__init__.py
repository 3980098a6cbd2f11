"""Text classifiers that suggest category and urgency."""

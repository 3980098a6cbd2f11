"""What each command does: an objection or nothing, then the changes and effects it asks for."""

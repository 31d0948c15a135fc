"""What stands in the chat before the first words do."""

PLACEHOLDER = "…"
"""It says nothing, so that one whose number a crash has lost tells nobody anything twice."""

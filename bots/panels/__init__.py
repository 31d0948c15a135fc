"""Panels: what is shown, and what becomes of a press. Both are made anew each time, so that they outlive a restart."""

"""What everything stands on: errors, numbers as they are written, files, the clock."""

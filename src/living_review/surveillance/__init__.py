"""What a trial register says between searches: candidates for people to screen."""

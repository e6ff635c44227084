"""One page of Markdown made into safe HTML, the same for screen and paper."""

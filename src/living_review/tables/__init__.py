"""Tables: a frozen spec is built from the findings, then drawn as HTML."""

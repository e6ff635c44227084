"""Other programs' files: reviews taken in as registry tables, findings handed out."""

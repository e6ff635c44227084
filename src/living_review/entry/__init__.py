"""One trial on its way into a registry of CSV files: read or asked for, checked, written whole."""

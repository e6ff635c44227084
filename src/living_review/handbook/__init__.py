"""The documentation as a site: its pages in their order, an index that is searched, a gallery."""

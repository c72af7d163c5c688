"""Which claims tell of one happening: what speaks for and against it, and groups that are kept while claims come and go."""

"""Exchange with others: what goes out in their formats, column by column, with every deviation stated."""

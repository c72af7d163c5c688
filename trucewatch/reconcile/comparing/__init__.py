"""Accounts and reports side by side: where they agree, and in what way they part."""

"""How the language model is trained and measured; not in the wheel."""

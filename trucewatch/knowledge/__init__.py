"""What is known beforehand, as CSV and TOML files in `data/`, and the modules that read and check them."""

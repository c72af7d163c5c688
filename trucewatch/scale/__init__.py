"""Reading at scale: inputs cut into shards, shards read by any engine into Parquet parts, parts taken into a ledger."""

"""Everything that touches Spark: one short file a stage, the command line, and `wiring`."""

"""Evaluation on reasoning benchmarks. Nothing stands here yet."""

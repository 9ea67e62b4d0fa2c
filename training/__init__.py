"""DeepSpeed fine-tuning of the exported dataset. Nothing stands here yet."""

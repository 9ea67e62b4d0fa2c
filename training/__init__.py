"""Fine-tuning of the exported dataset: TRL's SFTTrainer on DeepSpeed, started by `webinstruct train`.

recipe.py       the settings of one training: a YAML file
sources.py      datasets in their published forms to conversations, mixed by weight
template.py     a chat template whose responses are marked, and the tokens it needs
encode.py       conversations to tokens and labels; what is over-long is counted and left out
packing.py      examples to rows; a batch of examples to rows, ranks and steps
attention.py    varlen attention of torch, registered with transformers
progress.py     counters that go on over a resume: tokens, examples, throughput, MFU
checkpoints.py  the newest whole checkpoint
publish.py      the model folder: weights in 16 bit, tokenizer, template, card with lineage
launch.py       ranks on this machine
run.py          one training, on every rank
"""

MISTAKE = 2
"""Exit status of a user's mistake, which is said in one line."""

"""A language model small enough for tests: random weights, but every part of a real one.

    python -m tests.tiny_model FOLDER [ANSWER]

A Qwen2 with 2 layers, a byte-level BPE trained on the sentences below and a chat template, in
the files that vLLM and transformers read. The same seed gives the same bytes. It talks
nonsense, or says always the one answer it was taught; what it is good for is the machinery
around it.
"""

import json
import random
import sys
from collections.abc import Sequence
from pathlib import Path

VOCABULARY = 1024
MAX_LENGTH = 2048
LESSONS, LEARNING_RATE, LEARNT = 300, 2e-3, 0.03  # at most; of AdamW; the loss at which it is enough
SHAPE = {"hidden_size": 128, "intermediate_size": 256, "num_hidden_layers": 2}
HEADS = {"num_attention_heads": 4, "num_key_value_heads": 2}
SPECIAL = ("<|endoftext|>", "<|im_start|>", "<|im_end|>")
TEMPLATE = (
    "{% for message in messages %}<|im_start|>{{ message['role'] }}\n{{ message['content'] }}<|im_end|>\n"
    "{% endfor %}{% if add_generation_prompt %}<|im_start|>assistant\n{% endif %}"
)
SENTENCES = (
    "Find the questions and their answers on this page and copy them word by word.",
    "What is the sum of two and two? The answer is four, because two and two make four.",
    'Answer with JSON: {"pairs": [{"question": "What is 2 + 2?", "answer": "4"}]}',
    "Prove that the square root of two is irrational. Suppose it were a fraction in lowest terms.",
    "How fast does a stone fall after three seconds? About 29.4 metres per second.",
    "user assistant system page title text lesson exercise solution theorem proof example",
)


def make(folder: Path, seed: int = 0, answer: str | None = None, system: str = "") -> Path:
    """Write the model into `folder` and return it. With an `answer` it says that to everything.

    The `system` prompt that it will be asked with makes it surer of its answer.
    """
    folder.mkdir(parents=True, exist_ok=True)
    write_tokenizer(folder, VOCABULARY, (*SENTENCES, system))
    write_weights(folder, {**SHAPE, **HEADS, "vocab_size": VOCABULARY}, seed)
    if answer is not None:
        teach(folder, answer, system, seed)
    return folder


def teach(folder: Path, answer: str, system: str, seed: int) -> None:
    """Train the model of `folder` until it gives the answer to any page: some seconds."""
    import torch
    from transformers import AutoModelForCausalLM, AutoTokenizer

    tokenizer = AutoTokenizer.from_pretrained(folder)
    model = AutoModelForCausalLM.from_pretrained(folder, dtype=torch.float32)
    wanted = [*tokenizer.encode(answer), 2]
    draw = random.Random(seed)
    optimizer = torch.optim.AdamW(model.parameters(), lr=LEARNING_RATE)
    for _ in range(LESSONS):
        page = " ".join(draw.choices(" ".join(SENTENCES).split(), k=draw.randint(5, 40)))
        turns = [{"role": "system", "content": system}, {"role": "user", "content": page}]
        prompt = list(tokenizer.apply_chat_template(turns, add_generation_prompt=True, return_dict=False))
        ids = torch.tensor([prompt + wanted])
        labels = ids.clone()
        labels[0, : len(prompt)] = -100
        loss = model(input_ids=ids, labels=labels).loss
        loss.backward()
        optimizer.step()
        optimizer.zero_grad()
        if loss.item() < LEARNT:
            model.to(torch.bfloat16).save_pretrained(folder)
            return
    raise AssertionError(f"the model did not learn its answer: loss {loss.item():.2f}")


def write_tokenizer(folder: Path, vocabulary: int, texts: Sequence[str] = SENTENCES) -> None:
    """A byte-level BPE of at most `vocabulary` tokens, trained on some texts."""
    from tokenizers import Tokenizer, decoders, models, pre_tokenizers, trainers

    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    alphabet = sorted(pre_tokenizers.ByteLevel.alphabet())
    trainer = trainers.BpeTrainer(
        vocab_size=vocabulary, special_tokens=list(SPECIAL), initial_alphabet=alphabet, show_progress=False
    )
    tokenizer.train_from_iterator(texts, trainer)
    tokenizer.save(str(folder / "tokenizer.json"))
    config = {
        "tokenizer_class": "PreTrainedTokenizerFast",
        "eos_token": SPECIAL[2],
        "pad_token": SPECIAL[0],
        "model_max_length": MAX_LENGTH,
        "chat_template": TEMPLATE,
    }
    (folder / "tokenizer_config.json").write_text(json.dumps(config, indent=2), encoding="utf-8")


def write_weights(folder: Path, shape: dict[str, int], seed: int, max_length: int = MAX_LENGTH) -> None:
    """Random weights of a Qwen2 of this shape, and its configuration."""
    import torch
    from transformers import GenerationConfig, Qwen2Config, Qwen2ForCausalLM

    ends = {"bos_token_id": 0, "eos_token_id": 2, "pad_token_id": 0}
    config = Qwen2Config(**shape, **ends, max_position_embeddings=max_length, tie_word_embeddings=True)
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        model = Qwen2ForCausalLM(config).to(torch.bfloat16)
    model.generation_config = GenerationConfig(**ends)
    model.save_pretrained(folder)


if __name__ == "__main__":
    make(Path(sys.argv[1]), answer=" ".join(sys.argv[2:]) or None)

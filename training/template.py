"""A chat template whose responses are marked (`{% generation %}`), and the tokens it needs.

A base model has no template; it gets ChatML, whose two tokens are mostly new to it. Their embeddings start as the
mean of all others and are trained with all else; the log and the model's card name them.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from trl.chat_template_utils import (
    get_training_chat_template,
    has_generation_markers,
    is_chat_template_stop_token_trained,
)

from webinstruct import UserError

START, END = "<|im_start|>", "<|im_end|>"
CHATML: Final = (
    "{%- for message in messages %}"
    "{{- '<|im_start|>' + message['role'] + '\n' }}"
    "{%- if message['role'] == 'assistant' %}"
    "{% generation %}{{- message['content'] + '<|im_end|>' }}{% endgeneration %}"
    "{%- else %}"
    "{{- message['content'] + '<|im_end|>' }}"
    "{%- endif %}"
    "{{- '\n' }}"
    "{%- endfor %}"
    "{%- if add_generation_prompt %}{{- '<|im_start|>assistant\n' }}{%- endif %}"
)


@dataclass(frozen=True, slots=True)
class Template:
    """What was chosen. The tokenizer carries it, and ends its turns with `end`."""

    name: str
    end: str
    """The token that ends a turn: the model learns to say it, and generation stops there."""
    new_tokens: tuple[str, ...]
    """Tokens that the tokenizer did not have."""

    def line(self) -> str:
        """That in words."""
        new = (
            f"new tokens {' '.join(self.new_tokens)}, their embeddings trained"
            if self.new_tokens
            else "no new tokens"
        )
        return f"template {self.name}, turns end with {self.end}, {new}"


def choose(tokenizer: Any, asked: str) -> Template:
    """Set the template on the tokenizer, and add the tokens it needs; UserError where responses cannot be marked."""
    name, text = _text(tokenizer, asked)
    if not has_generation_markers(text):
        raise UserError(
            f"template {name}: responses are not marked by {{% generation %}} … {{% endgeneration %}}"
        )
    new = _add(tokenizer, (START, END)) if START in text else ()
    tokenizer.chat_template = text
    if not is_chat_template_stop_token_trained(tokenizer):
        raise UserError(
            f"template {name}: what ends a response must be one special token inside the generation marks, "
            "or the model never learns to stop"
        )
    end = _end_of_turn(tokenizer)
    tokenizer.eos_token = end
    if tokenizer.pad_token is None:
        tokenizer.pad_token = end
    return Template(name, end, new)


def _text(tokenizer: Any, asked: str) -> tuple[str, str]:
    if asked == "chatml":
        return asked, CHATML
    if asked != "auto":
        path = Path(asked)
        if not path.is_file():
            raise UserError(f"template {asked}: no such file; wanted a Jinja file, chatml or auto")
        return asked, path.read_text(encoding="utf-8")
    if not tokenizer.chat_template:
        return "chatml", CHATML
    if has_generation_markers(tokenizer.chat_template):
        return "the tokenizer's own", tokenizer.chat_template
    try:
        return "the tokenizer's own, marked by TRL", get_training_chat_template(
            tokenizer
        ) or tokenizer.chat_template
    except ValueError:
        raise UserError(
            "template: the tokenizer's own does not mark responses and TRL does not know it: "
            "give a Jinja file with {% generation %} … {% endgeneration %}, or chatml"
        ) from None


def _add(tokenizer: Any, tokens: tuple[str, ...]) -> tuple[str, ...]:
    known = tokenizer.get_vocab()
    new = tuple(token for token in tokens if token not in known)
    tokenizer.add_special_tokens({"additional_special_tokens": [*tokens]}, replace_extra_special_tokens=False)
    return new


def _end_of_turn(tokenizer: Any) -> str:
    """The last token of a marked response that is no white space."""
    turns = [{"role": "user", "content": "a"}, {"role": "assistant", "content": "b"}]
    found = tokenizer.apply_chat_template(turns, return_dict=True, return_assistant_tokens_mask=True)
    marked = [
        token for token, is_said in zip(found["input_ids"], found["assistant_masks"], strict=True) if is_said
    ]
    said = [token for token in marked if tokenizer.decode([token]).strip()]
    return str(tokenizer.convert_ids_to_tokens(said[-1]))

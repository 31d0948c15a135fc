"""A tiny model that has learnt its answers by heart, calls of a tool among them."""

import json
from collections.abc import Mapping, Sequence
from importlib import import_module
from pathlib import Path
from typing import Any

START, END = "<|im_start|>", "<|im_end|>"
TEMPLATE = (
    "{% if tools %}<|im_start|>system\n"
    "{% for tool in tools %}{{ tool.function.name }} {% endfor %}<|im_end|>\n{% endif %}"
    "{% for message in messages %}<|im_start|>{{ message.role }}\n{{ message.content }}<|im_end|>\n{% endfor %}"
    "<|im_start|>assistant{{ '\n' }}"
)
"""Its last newline is written so that Jinja leaves it: where an answer begins is found by it."""

MOST_ROUNDS = 300
LEARNT = 0.01
"""The loss at which every token is as good as certain."""


Talk = Sequence[Mapping[str, str]]
"""Messages, each with a role and content."""


def tool_call(name: str, arguments: Mapping[str, object]) -> str:
    """A call as Qwen's models write it."""
    return f"<tool_call>\n{json.dumps({'name': name, 'arguments': arguments})}\n</tool_call>"


def write_qwen(folder: Path, answers: Sequence[tuple[Talk, str]], *, tool: str) -> Path:
    """Writes one that gives these answers to these talks; `tool` is offered in those where it is called."""
    tokenizers, transformers = import_module("tokenizers"), import_module("transformers")
    made = tokenizers.ByteLevelBPETokenizer()
    made.train_from_iterator(
        [text for talk, answer in answers for text in (answer, *(message["content"] for message in talk))],
        vocab_size=700,
        min_frequency=1,
        special_tokens=[START, END, "<|endoftext|>"],
    )
    tokenizer = transformers.PreTrainedTokenizerFast(
        tokenizer_object=made._tokenizer, eos_token=END, pad_token="<|endoftext|>", model_max_length=2_048
    )
    tokenizer.chat_template = TEMPLATE
    transformers.set_seed(7)
    config = transformers.Qwen2Config(
        vocab_size=len(tokenizer),
        hidden_size=64,
        intermediate_size=128,
        num_hidden_layers=2,
        num_attention_heads=2,
        num_key_value_heads=2,
        max_position_embeddings=2_048,
        eos_token_id=tokenizer.eos_token_id,
        pad_token_id=tokenizer.pad_token_id,
        bos_token_id=None,
    )
    model = transformers.Qwen2ForCausalLM(config)
    model.generation_config.do_sample = False
    _learn(model, [_said(tokenizer, *pair, tool) for pair in answers])
    model.save_pretrained(folder)
    tokenizer.save_pretrained(folder)
    return folder


def _said(tokenizer: Any, talk: Talk, answer: str, tool: str) -> tuple[list[int], list[int]]:
    """The tokens of a talk as the server reads it, and of its answer."""
    calls = "<tool_call>" in answer or talk[-1]["role"] == "tool"
    tools = [{"type": "function", "function": {"name": tool}}] if calls else None
    read = tokenizer.apply_chat_template(talk, tools=tools, tokenize=False)
    before, after = (tokenizer(text, add_special_tokens=False)["input_ids"] for text in (read, answer + END))
    return before, after


def _learn(model: Any, said: Sequence[tuple[list[int], list[int]]]) -> None:
    """All of it at once, again and again, on one thread: on a busy machine several wait for each other."""
    torch = import_module("torch")
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    longest = max(len(before) + len(after) for before, after in said)
    padding = [longest - len(before) - len(after) for before, after in said]
    tokens = torch.tensor([b + a + [0] * more for (b, a), more in zip(said, padding, strict=True)])
    wanted = torch.tensor(
        [[-100] * len(b) + a + [-100] * more for (b, a), more in zip(said, padding, strict=True)]
    )
    learner = torch.optim.AdamW(model.parameters(), lr=5e-3)
    for _ in range(MOST_ROUNDS):
        loss = model(input_ids=tokens, labels=wanted).loss
        if loss.item() < LEARNT:
            break
        loss.backward()
        learner.step()
        learner.zero_grad()
    torch.set_num_threads(threads)

"""A tiny model file in llama.cpp's format: random weights, with a leaning towards some characters.

It has learnt nothing. What it writes under a grammar is right because nothing else is allowed.
"""

from collections.abc import Mapping
from pathlib import Path

import numpy as np
from gguf import GGUFWriter, TokenType

UNKNOWN, BEGIN, END, FIRST_BYTE = 0, 1, 2, 3
WIDTH, HIDDEN, HEADS = 32, 64, 2

TEMPLATE = (
    "{{ bos_token }}{% for message in messages %}{{ message.role }}: {{ message.content }}{{ eos_token }}\n"
    "{% endfor %}assistant: "
)


def write_gguf(
    path: Path,
    leaning: Mapping[str, float] | None = None,
    *,
    end: float = -50.0,
    window: int = 4_096,
    template: str | None = TEMPLATE,
    layers: int = 1,
    width: int = WIDTH,
    seed: int = 1,
    ascii_only: bool = False,
) -> Path:
    """Writes it. `leaning` and `end` are about the logits of ASCII characters and of the end of an answer.

    Bytes that make no character may come, as no model that has learnt anything writes them, unless `ascii_only`.
    """
    tokens = ["<unk>", "<s>", "</s>", *(f"<0x{byte:02X}>" for byte in range(256)), "▁"]
    kinds = [
        TokenType.UNKNOWN,
        TokenType.CONTROL,
        TokenType.CONTROL,
        *[TokenType.BYTE] * 256,
        TokenType.NORMAL,
    ]
    writer = GGUFWriter(path, "llama")
    writer.add_context_length(window)
    writer.add_embedding_length(width)
    writer.add_block_count(layers)
    writer.add_feed_forward_length(2 * width)
    writer.add_head_count(HEADS)
    writer.add_head_count_kv(HEADS)
    writer.add_rope_dimension_count(width // HEADS)
    writer.add_layer_norm_rms_eps(1e-5)
    writer.add_vocab_size(len(tokens))
    writer.add_tokenizer_model("llama")
    writer.add_token_list(tokens)
    writer.add_token_scores([0.0] * len(tokens))
    writer.add_token_types(kinds)
    writer.add_bos_token_id(BEGIN)
    writer.add_eos_token_id(END)
    writer.add_unk_token_id(UNKNOWN)
    if template is not None:
        writer.add_chat_template(template)
    for name, tensor in _tensors(len(tokens), leaning or {}, end, layers, width, seed, ascii_only).items():
        writer.add_tensor(name, tensor)
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()
    return path


def _tensors(
    vocabulary: int,
    leaning: Mapping[str, float],
    end: float,
    layers: int,
    width: int,
    seed: int,
    ascii_only: bool,
) -> dict[str, "np.ndarray[tuple[int, ...], np.dtype[np.float32]]"]:
    """The first dimension is the same for every token and stays so on its way: it carries the leaning."""
    chance = np.random.default_rng(seed)

    def noise(
        rows: int, columns: int, scale: float = 0.1
    ) -> "np.ndarray[tuple[int, ...], np.dtype[np.float32]]":
        weights = (scale * chance.standard_normal((rows, columns))).astype(np.float32)
        weights[0] = 0.0
        return weights

    embedding, output = noise(vocabulary, width), noise(vocabulary, width, scale=0.1)
    embedding[:, 0] = 1.0
    output[:, 0] = 0.0
    for character, liking in leaning.items():
        output[FIRST_BYTE + ord(character), 0] = liking / width**0.5
    output[END, 0] = end / width**0.5
    output[[UNKNOWN, BEGIN], 0] = -50.0
    if ascii_only:
        output[FIRST_BYTE + 128 : FIRST_BYTE + 256, 0] = -50.0
    ones = np.ones(width, dtype=np.float32)
    tensors = {"token_embd.weight": embedding, "output_norm.weight": ones, "output.weight": output}
    for layer in range(layers):
        block = {
            "attn_norm": ones,
            "attn_q": noise(width, width),
            "attn_k": noise(width, width),
            "attn_v": noise(width, width),
            "attn_output": noise(width, width),
            "ffn_norm": ones,
            "ffn_gate": noise(2 * width, width),
            "ffn_up": noise(2 * width, width),
            "ffn_down": noise(width, 2 * width),
        }
        tensors |= {f"blk.{layer}.{name}.weight": tensor for name, tensor in block.items()}
    return tensors

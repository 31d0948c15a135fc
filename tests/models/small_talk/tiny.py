"""A dialogue file that can be learned in seconds, and a tiny model that has learned nothing yet."""

import csv
from importlib import import_module
from itertools import product
from pathlib import Path

COLOURS = {
    "grass": "green",
    "snow": "white",
    "coal": "black",
    "blood": "red",
    "the sea": "blue",
    "the sun": "yellow",
}
ASKED = (
    "What colour is {}?",
    "Tell me the colour of {}.",
    "Which colour has {}, please?",
    "Of what colour is {}?",
)
REPLY = "Why, {} is {}, my friend."

GREETING, GREETED = "Привет", "Здравствуй, дружок!"


def write_dialogues(file: Path, times: int = 3) -> Path:
    """Questions about colours in a few forms and a greeting, some of them within a longer talk."""
    rows = [
        ["response", "context", "context/0"],
        *(
            [REPLY.format(thing, colour), asked.format(thing), before]
            for (thing, colour), asked, before in product(COLOURS.items(), ASKED, ["", GREETED])
        ),
        *[[GREETED, GREETING, before] for before in ["", GREETED, REPLY.format("snow", "white")] * 2],
    ]
    with file.open("w", encoding="utf-8", newline="") as target:
        csv.writer(target).writerows([rows[0], *rows[1:] * times])
    return file


def write_base(
    folder: Path, data: Path, *, window: int = 128, layers: int = 2, width: int = 64, endless: int = 0
) -> Path:
    """An untrained GPT-2, with a tokenizer made from the file. Its answers have `endless` tokens, if they may."""
    tokenizers, transformers = import_module("tokenizers"), import_module("transformers")
    made = tokenizers.ByteLevelBPETokenizer()
    made.train([str(data)], vocab_size=400, special_tokens=["<|endoftext|>"], show_progress=False)
    end = "<|endoftext|>"
    tokenizer = transformers.PreTrainedTokenizerFast(
        tokenizer_object=made._tokenizer, bos_token=end, eos_token=end, model_max_length=window
    )
    transformers.set_seed(7)
    numbers = {"bos_token_id": tokenizer.eos_token_id, "eos_token_id": tokenizer.eos_token_id}
    config = transformers.GPT2Config(
        vocab_size=len(tokenizer), n_positions=window, n_embd=width, n_layer=layers, n_head=2, **numbers
    )
    model = transformers.GPT2LMHeadModel(config)
    if endless:
        model.generation_config.update(do_sample=True, min_new_tokens=endless, max_new_tokens=endless)
    model.save_pretrained(folder)
    tokenizer.save_pretrained(folder)
    return folder

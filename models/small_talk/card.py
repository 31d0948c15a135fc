"""The card that a trained model bears: what it was made of, how, and what came of it."""

from importlib.metadata import version
from pathlib import Path

from models.small_talk.plan import Outcome, Plan

_CARD = """\
---
base_model: {base}
pipeline_tag: text-generation
library_name: transformers
tags:
- conversational
---

# {name}

A dialogue model for small talk, fine-tuned by Concierge with `concierge train dialogue`.

| | |
|---|---|
| base | {base} |
| data | {data}: {learned} dialogues learned, {held_out} held out, {bad} bad rows left out |
| perplexity of the held-out replies | {before:.2f} before, {after:.2f} after |
| training | {steps} steps{early}; {settings} |
| made with | transformers {transformers}, torch {torch}, on {device} |

Each turn is followed by the tokenizer's end of text; the chat template in this folder says the same. It has learned
from nothing but its base and the data above, so it knows what they say and is wrong where they are. Licences: those of
the base and of the data hold for it.

In `models.toml`:

```toml
[models."{name}"]
provider = "transformers"
path = "{path}"

[modes]
"small talk" = ["{name}"]
```
"""


def card(plan: Plan, outcome: Outcome) -> str:
    return _CARD.format(
        base=plan.base if not Path(plan.base).is_dir() else Path(plan.base).name,
        name=plan.out.resolve().name,
        path=plan.out.resolve(),
        data=plan.data.name,
        learned=outcome.learned,
        held_out=outcome.held_out,
        bad=len(outcome.bad),
        before=outcome.before,
        after=outcome.after,
        steps=outcome.steps,
        early=" (ended early, since it no longer improved)" if outcome.ended_early else "",
        settings=f"at most {plan.epochs} epochs, batches of {plan.batch}, learning rate {plan.learning_rate:g},"
        f" seed {plan.seed}",
        device=outcome.device,
        transformers=version("transformers"),
        torch=version("torch"),
    )

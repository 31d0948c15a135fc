"""What models may say to the tools, with the words that explain it to them, and what is hidden from them."""

from typing import Annotated

from langchain.tools import ToolRuntime
from pydantic import Field

from tools.caller import Caller

Runtime = ToolRuntime[Caller, dict[str, object]]
"""The turn that a tool call belongs to: not part of its schema."""

HallName = Annotated[str, Field(description="Name of the hall as the person wrote it; misspelt is fine.")]
Day = Annotated[str, Field(description="Day in the hall's time zone, YYYY-MM-DD.")]
Start = Annotated[str, Field(description="Start in the hall's time zone, HH:MM, 24-hour clock.")]
End = Annotated[str, Field(description="End in the hall's time zone, HH:MM; 24:00 is the midnight after.")]
Guests = Annotated[int | None, Field(description="Number of guests, only if the person gave it.")]
OptionalDay = Annotated[str | None, Field(description="Day, YYYY-MM-DD, if the person gave one.")]
OptionalStart = Annotated[str | None, Field(description="Start, HH:MM, if the person gave one.")]
OptionalEnd = Annotated[str | None, Field(description="End, HH:MM, if the person gave one.")]
BookingNumber = Annotated[int, Field(description="Number of the booking, e.g. 12.")]
OptionalNumber = Annotated[
    int | None, Field(description="Number of the booking, only if the person gave it.")
]

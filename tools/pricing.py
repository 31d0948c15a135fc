"""What a booking costs."""


def total(price_per_hour: int, minutes: int) -> int:
    """The price of `minutes`, in the same minor units as `price_per_hour`; half a unit is rounded up."""
    return (2 * price_per_hour * minutes + 60) // 120

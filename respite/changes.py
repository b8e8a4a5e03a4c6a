"""Who wants to know when the nights of a house change: openings registers here, so that stays need not import it.

Listeners run inside the transaction of the verb, under the lock of the house: what the public reads is written
together with what it is derived from, or not at all (docs/decisions/0006).
"""

from collections.abc import Callable

from respite.models import House

Listener = Callable[[House], object]
_listeners: list[Listener] = []


def listen(listener: Listener) -> Listener:
    """Have `listener` called with the house after each change; registering twice does nothing more."""
    if listener not in _listeners:
        _listeners.append(listener)
    return listener


def tell(house: House) -> None:
    """Tell every listener that beds, stays or closures of `house` changed."""
    for listener in _listeners:
        listener(house)

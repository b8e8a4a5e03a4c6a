"""Who has something to forget when somebody leaves: intake registers here, so that the way out need not import it."""

from collections.abc import Callable

from django.http import HttpRequest

Listener = Callable[[HttpRequest], None]
_listeners: list[Listener] = []


def listen(listener: Listener) -> None:
    """Have `listener` called with the request of somebody who leaves, while their session still lives."""
    if listener not in _listeners:
        _listeners.append(listener)


def tell(request: HttpRequest) -> None:
    """Tell every listener that this session is about to end."""
    for listener in _listeners:
        listener(request)

"""Hands on a keyboard, with script or without, that count what they do."""

from tests.chromium import choose, tab_to, write


class Keyboard:
    """Somebody who only has keys, and who counts what they have to do: each button, each choice, each field."""

    def __init__(self, page):
        self.page, self.done = page, 0

    def press(self, words):
        self.done += 1
        tab_to(self.page, words)
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter")
        wide = self.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert wide <= 0, f"{self.page.url} scrolls sideways by {wide}px"

    def choose(self, words):
        self.done += 1
        choose(self.page, words)

    def write(self, label, words):
        self.done += 1
        write(self.page, label, words)

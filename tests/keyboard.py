"""Hands on a keyboard in a browser without script: what has the focus is read from the accessibility tree."""


class Keyboard:
    """Goes through a page by Tab, arrows, Space and Enter, and counts what a person would call one thing done."""

    def __init__(self, page):
        self.page, self.done = page, 0
        self.tree = page.context.new_cdp_session(page)
        self.tree.send("Accessibility.enable")

    def focus(self):
        """Return the role and the name of what has the focus."""
        for node in self.tree.send("Accessibility.getFullAXTree")["nodes"]:
            told = {one["name"]: one["value"].get("value") for one in node.get("properties", [])}
            if told.get("focused") and node["role"]["value"] != "RootWebArea":
                return node["role"]["value"], " ".join(node.get("name", {}).get("value", "").split())
        return "", ""

    def reach(self, words, roles=("link", "button", "textbox", "checkbox", "radio"), most=80):
        """Press Tab, and arrows within radios, until something of these roles has `words` in its name."""
        for _ in range(most):
            self.page.keyboard.press("Tab")
            role, name = self.focus()
            seen = set()
            while role == "radio" and words not in name and name not in seen:
                seen.add(name)
                self.page.keyboard.press("ArrowDown")
                role, name = self.focus()
            if words in name and role in roles:
                return
        raise AssertionError(f"Tab never reaches “{words}” on {self.page.url}")

    def choose(self, words):
        """Take a choice."""
        self.reach(words, ("checkbox", "radio"))
        self.page.keyboard.press("Space")
        self.done += 1

    def write(self, label, words):
        """Type into a field."""
        self.reach(label, ("textbox",))
        self.page.keyboard.press("Control+a")
        self.page.keyboard.type(words)
        self.done += 1

    def press(self, words):
        """Press a link or a button and wait for the page it leads to."""
        self.reach(words, ("link", "button"))
        with self.page.expect_navigation(wait_until="load"):
            self.page.keyboard.press("Enter")
        self.done += 1

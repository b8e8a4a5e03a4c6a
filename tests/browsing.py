"""A browser without JavaScript: pages, links and forms over HTTP, as a person on an old phone uses them."""

from urllib.parse import urljoin

from bs4 import BeautifulSoup
from django.test import Client

MOST_REDIRECTS = 5


class Visitor:
    """Somebody with a browser. Reads what stands on the page, follows links and sends forms by the words on them."""

    def __init__(self):
        self.client = Client(enforce_csrf_checks=True, raise_request_exception=False)
        self.address = "/"
        self.status = 0

    def go(self, address):
        """Open an address, following redirects."""
        return self._arrive(self.client.get(address), address)

    def follow(self, words):
        """Follow the first link whose words contain `words`."""
        found = [link for link in self.soup.find_all("a", href=True) if words in text(link)]
        assert found, f"There is no link “{words}” on {self.address}:\n{self.text}"
        return self.go(urljoin(self.address, found[0]["href"]))

    def send(self, words, /, **filled):
        """Send the form that has a button with `words`, with what stands in it and what is `filled` in."""
        button = next((one for one in self.soup.find_all("button") if words in text(one)), None)
        assert button, f"There is no button “{words}” on {self.address}:\n{self.text}"
        form = self.soup.find("form", id=button["form"]) if button.get("form") else button.find_parent("form")
        sent = contents(form)
        unknown = [name for name in filled if name not in sent and not form.find(attrs={"name": name})]
        assert not unknown, f"There is nothing to fill in as {unknown} on {self.address}"
        sent |= filled
        if button.get("name"):
            sent[button["name"]] = button.get("value", "")
        action = urljoin(self.address, button.get("formaction") or form.get("action") or self.address)
        method = form.get("method", "get").lower()
        return self._arrive(getattr(self.client, method)(action, sent), action)

    @property
    def text(self):
        """Return the words of the page, without what only machines read."""
        return " ".join(text(self.soup.find("main") or self.soup).split())

    def _arrive(self, response, address):
        for _ in range(MOST_REDIRECTS):
            if response.status_code not in {301, 302, 303}:
                break
            address = urljoin(address, response["Location"])
            response = self.client.get(address)
        self.address, self.status, self.response = address, response.status_code, response
        self.soup = BeautifulSoup(response.content, "html.parser")
        return self


def text(tag):
    """Return the words inside a tag."""
    return " ".join(tag.get_text(" ").split())


def contents(form):
    """Return what a browser would send of a form as it stands."""
    sent = {}
    for field in form.find_all(["input", "textarea", "select"]):
        name, kind = field.get("name"), field.get("type", "text")
        if not name or field.has_attr("disabled") or kind in {"submit", "button"}:
            continue
        if kind in {"radio", "checkbox"}:
            if field.has_attr("checked"):
                sent.setdefault(name, []).append(field.get("value", "on"))
        elif field.name == "select":
            chosen = field.find("option", selected=True) or field.find("option")
            sent[name] = chosen.get("value", text(chosen)) if chosen else ""
        else:
            sent[name] = field.get_text() if field.name == "textarea" else field.get("value", "")
    return sent

"""Asking for a conversation whatever the form asks: answers are found by the kind of a field, words are a canary."""

from tests.browsing import Visitor, contents

CANARY = "zinnia canary"
MAIL = "zinnia.canary@mail.example"
# Where words of any kind would not do. Everything else that is typed is the canary.
SAID = {"shared": "no", "adult": "yes", "when": "unknown", "nights": "3", "first": "", "address": MAIL, "email": "on"}
LEFT_OPEN = {"text", "call", "text_number", "call_number", "i_will_call", "post", "page"}
MOST_QUESTIONS = 15


def answers(form, shared="no", words=CANARY):
    """Return what somebody writes into a question page; the first choice where nothing is said above."""
    sent = {name: value for name, value in contents(form).items() if name == "csrfmiddlewaretoken"}
    for field in form.find_all(["input", "textarea", "select"]):
        name, kind = field.get("name"), field.get("type", "text")
        if name in LEFT_OPEN or kind in {"hidden", "submit"} or name in sent:
            continue
        if kind in {"radio", "checkbox"}:
            if kind == "radio" or name in SAID:
                sent[name] = SAID.get(name, field.get("value", "on"))
        elif field.name == "select":
            sent[name] = field.find("option")["value"]
        else:
            sent[name] = SAID.get(name, words)
    return sent | ({"shared": shared} if "shared" in sent else {})


def ask(visitor: Visitor, house="juniper-house", *, until="check", shared="no", words=CANARY) -> list[str]:
    """Go from the start to the page `until` (or its address ends so); return the addresses of the questions."""
    visitor.go(f"/ask/{house}/").send("Start")
    seen = []
    while not visitor.address.endswith(f"/{until}/"):
        assert len(seen) < MOST_QUESTIONS, f"the questions do not end: {seen}"
        assert visitor.address not in seen, f"{visitor.address} took no answer:\n{visitor.text}"
        seen.append(visitor.address)
        form = visitor.soup.find("main").find("form")
        visitor.send("Continue", **answers(form, shared, words))
    return seen

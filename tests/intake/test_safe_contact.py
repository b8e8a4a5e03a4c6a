"""Whatever people wish, and however often they change it: nothing reaches a phone or a mailbox against their wish."""

import re
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

import time_machine
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from intake import flow, letters, sending, writing
from intake.contact import WINDOWS, Contact
from tests import factories
from tests.intake.test_letters import TELLING
from tests.working import work

PHONES = ["", "+17155550118", "+17155550177", "+34600000000"]
ADDRESSES = ["", "luz@mail.example", "kai@mail.example"]
# Around midday, in the night, and over both changes of the clocks
STARTS = [
    datetime(2026, 11, 24, 18, 10, tzinfo=UTC),
    datetime(2026, 11, 25, 8, 0, tzinfo=UTC),
    datetime(2026, 11, 1, 3, 0, tzinfo=UTC),
    datetime(2027, 3, 14, 3, 0, tzinfo=UTC),
]
yes = st.booleans()
channels = st.sampled_from([None, "text", "email"])
wishes = st.builds(
    Contact,
    call=yes,
    text=yes,
    email=yes,
    voicemail=yes,
    page=yes,
    i_will_call=yes,
    vague=yes,
    phone=st.sampled_from(PHONES),
    address=st.sampled_from(ADDRESSES),
    ask_for=st.sampled_from(["", "Sam"]),
    windows=st.lists(st.sampled_from([*WINDOWS, "by moonlight"]), unique=True).map(tuple),
)
# Often enough somebody whom something can reach, who then changes only a part of it
reached = st.builds(
    Contact,
    text=st.just(True),
    email=yes,
    vague=yes,
    phone=st.sampled_from(PHONES[1:]),
    address=st.sampled_from(ADDRESSES[1:]),
)
wishes = st.one_of(reached, wishes, reached)
steps = st.lists(
    st.one_of(
        st.tuples(st.just("say"), wishes),
        st.tuples(
            st.just("send"), st.sampled_from(sorted(letters.TEMPLATES)), st.sampled_from([None, "text", "email"])
        ),
        st.tuples(st.just("write"), st.just("The room at Juniper House is yours.")),
        st.tuples(st.just("wait"), st.integers(0, 800)),
        st.tuples(st.just("work")),
    ),
    min_size=3,
    max_size=10,
)


cases = st.fixed_dictionaries(
    {
        "said": wishes,
        "told": steps,
        "start": st.sampled_from(STARTS),
        "language": st.sampled_from(["en", "es"]),
        "neutral": st.sampled_from(["Valley", "Juniper House", "Crisis beds"]),
    }
)


@contextmanager
def undone():
    """Undo what happens inside, so that each example finds the house as it was."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


class Story:
    """One person, what they said last, and what reached them since we last looked."""

    def __init__(self, house, peer, said, language, gateways):
        self.house, self.peer, self.said = house, peer, said
        self.texts, self.mails = (gateways[0].texts, gateways[1].letters)
        self.request = factories.ask(house, contact=said, language=language)[0]
        self.reached = 0

    def say(self, clock, contact):
        self.said = contact
        flow.say_contact(self.request, contact=contact)

    def send(self, clock, template, channel):
        sending.send(self.request, template=template, channel=channel)

    def write(self, clock, words):
        if writing.may_write(type(self.request).objects.get(pk=self.request.pk)):
            writing.write(self.request, words=words, by=self.peer)

    def wait(self, clock, minutes):
        clock.shift(timedelta(minutes=minutes))

    def work(self, clock):
        self.texts.clear()
        self.mails.clear()
        work()
        self.check()

    def check(self):
        hour = self.house.local().hour
        named = [WINDOWS[name] for name in self.said.windows if name in WINDOWS] or [(8, 21)]
        bodies = [text["Body"] for text in self.texts]
        bodies += [mail["Subject"] + mail.get_content() for mail in self.mails]
        self.reached += len(bodies)
        assert {text["To"] for text in self.texts} <= ({self.said.phone} if self.said.text else set())
        assert {mail["To"] for mail in self.mails} <= ({self.said.address} if self.said.email else set())
        assert not bodies or any(begins <= hour < ends for begins, ends in named)
        for body in bodies:
            assert "yours" not in body  # never free words
            if self.said.vague:
                assert TELLING.findall(body) == []
                assert self.house.name not in body
                assert "http" not in body


def play(house, peer, gateways, case):
    """Tell one story to its end, look at everything that reached somebody, and return how much that was."""
    house.neutral_name = case["neutral"]
    house.save()
    with undone(), time_machine.travel(case["start"], tick=False) as clock:
        story = Story(house, peer, case["said"], case["language"], gateways)
        for name, *facts in [*case["told"], ("work",), ("wait", 13 * 60), ("work",)]:
            getattr(story, name)(clock, *facts)
    return story.reached


@settings(
    max_examples=60,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(case=cases)
def test_no_message_leaves_without_a_yes_or_outside_the_hours_or_says_too_much_CS_34(
    house, peer, text_gateway, mail_server, case
):
    play(house, peer, (text_gateway, mail_server), case)


def test_messages_do_leave_in_such_stories(house, peer, text_gateway, mail_server):
    both = Contact(text=True, email=True, phone=PHONES[1], address=ADDRESSES[1])
    told = [
        ("send", "call", None),
        ("work",),
        ("write", "yours"),
        ("work",),
        ("say", Contact()),
        ("send", "look", None),
    ]
    case = {"said": both, "told": told, "start": STARTS[0], "language": "en", "neutral": "Crisis beds"}

    assert play(house, peer, (text_gateway, mail_server), case) == 4


def test_words_that_tell_are_found():
    assert TELLING.findall("Hello from Juniper. A bed is free in the house.") != []
    assert re.search(TELLING, "Hay una cama.")

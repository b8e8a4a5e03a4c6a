"""Pages for tests, put under a home page as an editor would have left them."""

from datetime import timedelta

from django.utils import timezone

from pages import translating
from pages.events import EventIndexPage, EventPage
from pages.jobs import JobIndexPage, JobPage
from pages.stories import StoryIndexPage, StoryPage


def put(parent, page):
    page.first_published_at = page.last_published_at = timezone.now()
    return parent.add_child(instance=page)


def story(home, title="Four nights", **facts):
    today = home.organization.houses.first().tonight()
    told = {
        "told_by": "R.",
        "consent": True,
        "consent_on": today - timedelta(days=10),
        "consent_until": today + timedelta(days=90),
        "note": "It is about a night of no sleep.",
        "body": [("paragraph", "<p>I slept in the yellow room.</p>")],
    }
    return put(StoryIndexPage.objects.child_of(home).get(), StoryPage(title=title, **(told | facts)))


def event(home, title="Tea", **facts):
    house = facts.pop("house", home.organization.houses.get(slug="juniper-house"))
    told = {
        "house": house,
        "day": house.local().date() + timedelta(days=3),
        "starts": "15:00",
        "ends": "16:30",
        "place": "The library, room 2",
        "lead": "Tea and talk.",
    }
    page = EventPage(title=title, **(told | facts))
    page.clean_fields(exclude=["path", "depth", "slug", "locale", "draft_title", "url_path", "content_type"])
    return put(EventIndexPage.objects.child_of(home).get(), page)


def job(home, title="Peer at night", **facts):
    today = home.organization.houses.first().local().date()
    told = {
        "hours": "Two nights a week",
        "pay": "20 dollars an hour",
        "closes_on": today + timedelta(days=30),
        "lead": "Be there at night.",
        "how": "Call the house.",
    }
    return put(JobIndexPage.objects.child_of(home).get(), JobPage(title=title, **(told | facts)))


class EachWord(dict):
    """Spanish for whatever there is."""

    def get(self, sentence, default=None):
        return f"Palabras {len(sentence)}."


def in_spanish(page):
    return translating.begin(page, "es", EachWord())

"""The pages of the public site. Facts come from the houses when a page is read; words come from the editor.

Nothing about a guest is ever a page, a snippet or a form here: revisions and logs would keep copies (SE-50). Each
subject has a module of its own; here Django finds them all.
"""

from pages.albums import Album
from pages.base import SitePage
from pages.events import EventIndexPage, EventPage
from pages.guidelines import AgreedTask, HouseGuidelines
from pages.help_numbers import HelpNumbers
from pages.helping import FamiliesPage, ProvidersPage
from pages.home import HomePage
from pages.houses import HouseListPage, HousePage
from pages.jobs import JobIndexPage, JobPage
from pages.pictures import Picture, PictureRendition
from pages.questions import QuestionsPage
from pages.resource_files import ResourceFile
from pages.resources import ResourcesPage
from pages.statements import AccessibilityPage, KeptPage
from pages.stories import StoryIndexPage, StoryPage
from pages.written import StandardPage

__all__ = [
    "AccessibilityPage",
    "AgreedTask",
    "Album",
    "EventIndexPage",
    "EventPage",
    "FamiliesPage",
    "HelpNumbers",
    "HomePage",
    "HouseGuidelines",
    "HouseListPage",
    "HousePage",
    "JobIndexPage",
    "JobPage",
    "KeptPage",
    "Picture",
    "PictureRendition",
    "ProvidersPage",
    "QuestionsPage",
    "ResourceFile",
    "ResourcesPage",
    "SitePage",
    "StandardPage",
    "StoryIndexPage",
    "StoryPage",
]

"""The settings of the intake: one dated form, and the house's own questions."""

from datetime import timedelta

import pytest
from django.urls import reverse

from intake import asking_words
from intake.models import HouseQuestion
from intake.settings_forms import RulesForm
from openings.settings_forms import NoticeForm
from respite import deciding
from respite.models import House, Setting
from respite.rules import NAMES
from stays.settings_forms import WorkForm
from tests.cast import signed_in
from tests.intake.test_asking_words import PETS, STAIRS, decide


@pytest.fixture
def address(house):
    """The settings of Juniper House."""
    return url(house)


def url(house, *args, name="settings-requests"):
    return reverse(f"desk:{name}", args=[house.slug, *args])


def text(response):
    return " ".join(response.content.decode().split())


def sent(house, **more):
    """Return what a browser sends of the page as it stands, but for some fields."""
    form = RulesForm(house=House.objects.get(pk=house.pk))
    values = {name: form[name].value() for name in [*form.labels, "holds_from"]}
    return {name: "" if value is None else str(value) for name, value in (values | more).items()}


def day(house, days=0):
    return (house.tonight() + timedelta(days=days)).isoformat()


def rules(house, days=0):
    return House.objects.get(pk=house.pk).rules(house.tonight() + timedelta(days=days))


def question(**more):
    told = {f"{part}_{code}": PETS[code][part] for code in PETS for part in PETS[code]}
    return {"kind": "words", **told, **more}


class TestRules:
    def test_what_is_changed_holds_from_its_day_and_nothing_else_is_decided(self, house, address, lead_desk, lead):
        answer = lead_desk.post(
            address, sent(house, hold_hours=8, list_mode="list", holds_from=day(house, 3)), follow=True
        )
        assert "2 settings change on" in text(answer)
        assert (rules(house).hold_hours, rules(house, 3).hold_hours) == (6, 8)
        assert set(Setting.objects.filter(house=house).values_list("name", flat=True)) == {"hold_hours", "list_mode"}

    def test_shows_what_will_hold_from_when(self, house, address, lead_desk):
        deciding.decide(house, by=None, holds_from=house.tonight() + timedelta(days=3), list_order="draw", area_rule="")
        told = text(lead_desk.get(address))
        assert "A draw, new every day" in told.split("From ", 1)[1]
        assert ": nothing" in told

    def test_sent_without_a_change_decides_nothing(self, house, address, lead_desk):
        deciding.decide(house, by=None, reporting="We report harm to children.\nNothing else.")
        before = Setting.objects.count()
        values = sent(house)
        values["reporting"] = values["reporting"].replace("\n", "\r\n")  # as a browser sends it
        assert "Nothing was changed." in text(lead_desk.post(address, values, follow=True))
        assert Setting.objects.count() == before

    def test_leaving_a_planned_change_alone_keeps_it(self, house, address, lead_desk):
        deciding.decide(house, by=None, holds_from=house.tonight() + timedelta(days=2), hold_hours=9)
        lead_desk.post(address, sent(house, list_days=20, holds_from=day(house, 5)))
        assert rules(house, 6).hold_hours == 9
        assert rules(house, 6).list_days == 20

    @pytest.mark.parametrize(
        ("field", "value", "words"),
        [
            ("hold_hours", "0", "Write a whole number from 1 to 72."),
            ("hold_hours", "soon", "Write a whole number from 1 to 72."),
            ("list_mode", "lottery", "Choose one of these."),
            ("holds_from", "2020-01-01", "Choose today or a later day."),
            ("holds_from", "when it rains", "Write a day like"),
            ("list_order", "need", "Write the need that comes first."),
            ("list_question_days", "30", "Ask fewer days before"),
            ("family_words", "<b>" + "x" * 10_000, "at most 2000"),
        ],
    )
    def test_what_cannot_stand_is_said_kindly_and_nothing_is_decided(self, house, lead_desk, field, value, words):
        answer = lead_desk.post(url(house), sent(house, **{field: value}))
        assert words in text(answer)
        assert not Setting.objects.filter(house=house).exists()

    def test_is_for_who_may_change_settings(self, house, desk, stranger_desk, editor):
        made = decide(house)
        for path in (
            url(house),
            url(house, name="question-new"),
            url(house, made.pk, name="question-change"),
            url(house, made.pk, name="question-end"),
        ):
            assert desk.get(path).status_code == 403
            assert stranger_desk.get(path).status_code == 404
            assert signed_in(editor).get(path).status_code == 403
        assert desk.post(url(house, made.pk, name="question-move")).status_code == 403

    def test_every_setting_has_its_field(self):
        forms = (RulesForm, WorkForm, NoticeForm)
        labels = [name for form in forms for _key, _title, fields in form.parts for name in fields]
        assert sorted(labels) == sorted(NAMES)


class TestQuestions:
    def test_one_is_added_in_every_language(self, house, address, lead_desk, lead):
        new = url(house, name="question-new")
        assert "Español: why you ask it" in text(lead_desk.get(new))
        answer = lead_desk.post(new, question(holds_from=day(house)), follow=True)
        assert "Do you bring a pet?" in text(answer)
        made = HouseQuestion.objects.get()
        assert (made.kind, made.match, made.words) == ("words", "", PETS)

    @pytest.mark.parametrize(
        ("kind", "stands"),
        [("yes_no", ("yes_no", "")), ("match_yes", ("yes_no", "yes")), ("match_no", ("yes_no", "no"))],
    )
    def test_of_each_kind(self, house, lead_desk, kind, stands):
        lead_desk.post(url(house, name="question-new"), question(kind=kind, holds_from=day(house)))
        made = HouseQuestion.objects.get()
        assert (made.kind, made.match) == stands

    @pytest.mark.parametrize(
        ("field", "value", "words"),
        [
            ("why_es", "", "It is shown to everybody."),
            ("ask_en", "", "English: write the question."),
            ("kind", "", "Choose how it is answered."),
            ("holds_from", "2020-01-01", "Choose today or a later day."),
            ("ask_en", "<script>x</script>" * 40, "at most 200"),
        ],
    )
    def test_without_all_of_it_nothing_is_asked(self, house, lead_desk, field, value, words):
        sent = question(**{"holds_from": day(house), field: value})
        answer = lead_desk.post(url(house, name="question-new"), sent)
        assert words in text(answer)
        assert "<script>x" not in text(answer)
        assert not HouseQuestion.objects.exists()

    def test_a_change_begins_a_new_one(self, house, lead_desk):
        old = decide(house)
        change = url(house, old.pk, name="question-change")
        assert "Do you bring a pet?" in text(lead_desk.get(change))
        lead_desk.post(change, question(ask_en="Does an animal come?", holds_from=day(house, 2)))
        assert HouseQuestion.objects.count() == 2
        assert [row.said("ask", "en") for row in asking_words.shown(house)] == [
            "Do you bring a pet?",
            "Does an animal come?",
        ]
        told = text(lead_desk.get(url(house)))
        assert "asked until" in told

    def test_one_that_is_over_is_not_changed(self, house, lead_desk):
        old = asking_words.end_question(decide(house), by=None)
        answer = lead_desk.post(url(house, old.pk, name="question-change"), question(holds_from=day(house)))
        assert "not asked any more" in text(answer)

    def test_is_ended_from_a_day_on(self, house, lead_desk):
        made = decide(house)
        end = url(house, made.pk, name="question-end")
        assert "is not asked any more" in text(lead_desk.get(end))
        assert "Choose today or a later day." in text(lead_desk.post(end, {"on": "2020-01-01"}))
        answer = lead_desk.post(end, {"on": day(house)}, follow=True)
        assert "What was answered stays" in text(answer)
        assert asking_words.shown(house) == []
        assert lead_desk.post(end, {"on": day(house)}).status_code == 200  # says that it is over

    def test_is_moved(self, house, lead_desk):
        first, second = decide(house), decide(house, words=STAIRS)
        lead_desk.post(url(house, second.pk, name="question-move"), {"earlier": "yes"})
        assert asking_words.shown(house) == [second, first]
        lead_desk.post(url(house, second.pk, name="question-move"), {"later": "yes"})
        assert asking_words.shown(house) == [first, second]
        asking_words.end_question(first, by=None)
        answer = lead_desk.post(url(house, first.pk, name="question-move"), {"later": "yes"}, follow=True)
        assert "not asked any more" in text(answer)

    def test_of_another_house_is_not_there(self, house, harbor, lead_desk):
        other = decide(harbor)
        assert lead_desk.get(url(house, other.pk, name="question-change")).status_code == 404

    def test_warns_above_the_budget_LN_52(self, house, lead_desk):
        for _ in range(2):
            decide(house)
        assert "Please keep it to 12." in text(lead_desk.get(url(house)))
        answer = lead_desk.post(url(house, name="question-new"), question(holds_from=day(house)), follow=True)
        assert "A whole stay now takes 13 answers." in text(answer)
        assert "a lot for a hard time" in text(lead_desk.get(url(house)))

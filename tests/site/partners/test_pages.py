"""The pages of partners: what the office sees and does, what a house lead reads, and what nobody else does."""

from datetime import date, timedelta

import pytest
from bs4 import BeautifulSoup
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from openings import publishing
from openings.models import Agreement, Partner, PartnerKey, Subscription, Webhook
from openings.partners import delivering, events, guard, keys, partnering, subscribing
from openings.partners.posting import Said
from respite.models import House, Role
from tests import factories
from tests.cast import member, signed_in
from tests.site.partners.cast import agreed, ask, subscribed
from tests.working import work

PHONE = {"phone": "+17155550123"}
pytestmark = pytest.mark.usefixtures("clock", "no_look_up")


def url(name, house, *facts):
    return reverse(f"openings:{name}", args=[house.slug, *facts])


def text_of(answer):
    return " ".join(BeautifulSoup(answer.content, "html.parser").get_text(" ").split())


def filled(browser, where, **said):
    """Open a form, fill it in and send it."""
    page = BeautifulSoup(browser.get(where).content, "html.parser")
    hidden = {field["name"]: field.get("value", "") for field in page.select("main form input[type=hidden]")}
    return browser.post(where, hidden | said, follow=True)


# The list, and who they are.


def test_partner_is_added_and_found(house, office_desk, lead_desk):
    answer = filled(office_desk, url("partner-new", house), name=" Valley  211 ", email="", phone="715 555 0123",
                    since="24 November 2026")  # fmt: skip

    row = Partner.objects.get()
    assert (row.name, row.phone, row.organization) == ("Valley 211", "+17155550123", house.organization)
    assert "Saved. Next they can get a key" in text_of(answer)
    assert "Valley 211" in text_of(lead_desk.get(url("partners", house)))


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({"name": ""}, "Write their name."),
        ({"email": ""}, "Write an e-mail or a phone number of their work."),
        ({"email": "nothing"}, "Write an e-mail address"),
        ({"phone": "12"}, "Write the number with its area code"),
        ({"since": "soon"}, "Write a day, like 5 December 2026."),
        ({"since": "2030-01-01"}, "This day is still to come. Write today or an earlier day."),
        ({"since": "1989-12-31"}, "Write a day from 1990 on."),
        ({"name": "valley 211"}, "There is a partner of this name already."),
    ],
)
def test_partner_that_cannot_be_is_refused_kindly_and_nothing_typed_is_lost(house, partner, office_desk, said, words):
    facts = {"name": "County", "email": "data@county.example", "phone": "", "since": "2026-11-24"} | said
    answer = filled(office_desk, url("partner-new", house), **facts)

    assert words in text_of(answer)
    assert all(
        f'value="{value}"' in answer.content.decode() for name, value in facts.items() if value and name != "since"
    )
    assert Partner.objects.count() == 1


def test_partner_is_changed(house, partner, office_desk):
    filled(office_desk, url("partner-change", house, partner.pk), name="Valley 2-1-1", email="a@valley211.example",
           phone="", since="2026-11-01")  # fmt: skip

    assert Partner.objects.get().name == "Valley 2-1-1"


def test_partner_cannot_be_changed_to_begin_later(house, partner, office_desk):
    facts = {"name": "Valley 2-1-1", "email": "a@valley211.example", "phone": "", "since": "2030-01-01"}

    answer = filled(office_desk, url("partner-change", house, partner.pk), **facts)

    assert "This day is still to come." in text_of(answer)
    assert Partner.objects.get().name == "Valley 211"


def test_database_takes_no_partner_from_before_our_time(partner):
    with pytest.raises(IntegrityError), transaction.atomic():
        Partner.objects.update(since=date(1989, 12, 31))


def test_partner_that_ended_is_listed_last_and_can_begin_again(house, partner, office, office_desk):
    filled(office_desk, url("partner-end", house, partner.pk))
    page = text_of(office_desk.get(url("partners", house)))
    again = partnering.begin(
        house.organization, name="Valley 211", phone="+17155550123", since=house.tonight(), by=office
    )

    assert "Ended on Tuesday 24 November." in page
    assert partnering.of(house.organization) == [again, partner]
    assert "Make a key" not in text_of(office_desk.get(url("partner", house, partner.pk)))


@pytest.mark.parametrize("count", [1, 3])
def test_list_costs_the_same_for_one_partner_and_for_three(
    house, office, office_desk, count, django_assert_num_queries
):
    for n in range(count):
        row = partnering.begin(
            house.organization, name=f"P {n}", phone="+17155550123", since=house.tonight(), by=office
        )
        keys.make(row, by=office)
        subscribed(row, [house], office)
    office_desk.get(url("partners", house))

    with django_assert_num_queries(11):
        office_desk.get(url("partners", house))


@pytest.mark.parametrize("count", [1, 3])
def test_page_costs_the_same_for_one_and_for_three(partner, two, office_desk, count, django_assert_num_queries):
    house = House.objects.get()
    for n in range(count):
        keys.make(partner, by=two[0])
        agreed(partner, [house], *two)
        subscribed(partner, [house], two[0], address=f"https://hooks{n}.valley211.example/")
    office_desk.get(url("partner", house, partner.pk))

    with django_assert_num_queries(13):
        office_desk.get(url("partner", house, partner.pk))


# Who may.


def test_house_lead_reads_and_changes_nothing(house, partner, office, lead_desk):
    keys.make(partner, by=office)
    row = subscribed(partner, [house], office)
    pages = [url("partners", house), url("partner", house, partner.pk), url("subscription", house, row.pk)]
    read = [lead_desk.get(page) for page in pages]
    closed = [
        url("partner-new", house), url("partner-end", house, partner.pk), url("partner-key-new", house, partner.pk),
        url("partner-key-revoke", house, PartnerKey.objects.get().pk), url("agreement-new", house, partner.pk),
        url("subscription-new", house, partner.pk), url("subscription-end", house, row.pk),
    ]  # fmt: skip

    assert [answer.status_code for answer in read] == [200, 200, 200]
    assert "".join(text_of(answer) for answer in read).count("Take it back") == 0
    assert [lead_desk.post(address).status_code for address in closed] == [403] * 7
    assert lead_desk.post(url("subscription-switch", house, row.pk), {"to": "pause"}).status_code == 403


def test_peer_supporter_sees_none_of_it(house, partner, desk):
    assert desk.get(url("partners", house)).status_code == 403


def test_partner_of_another_organization_is_not_there(house, harbor, partner, office):
    key, row = keys.make(partner, by=office), subscribed(partner, [house], office)
    other = signed_in(member(harbor, Role.OFFICE, "Noa"))
    names = ["partner", "partner-change", "partner-end", "partner-key-new", "agreement-new", "subscription-new"]
    pages = [url(name, harbor, partner.pk) for name in names]
    pages += [url(name, harbor, PartnerKey.objects.get().pk) for name in ("partner-key-rotate", "partner-key-revoke")]
    pages += [url(name, harbor, row.pk) for name in ("subscription", "subscription-rotate", "subscription-end")]

    assert key
    assert {other.get(page).status_code for page in pages} == {404}
    assert "Valley 211" not in text_of(other.get(url("partners", harbor)))


# Keys.


def test_key_is_shown_once(house, partner, office_desk):
    answer = filled(office_desk, url("partner-key-new", house, partner.pk))
    key = BeautifulSoup(answer.content, "html.parser").select_one("#secret").text

    assert ask(key).status_code == 200
    assert "we cannot show it again" in text_of(answer)
    assert "no-store" in answer["Cache-Control"]
    assert key not in office_desk.get(url("partner", house, partner.pk)).content.decode()


def test_same_form_sent_twice_makes_one_key_and_shows_none_again_RE_05(house, partner, office_desk):
    page = BeautifulSoup(office_desk.get(url("partner-key-new", house, partner.pk)).content, "html.parser")
    sent = {"sending": page.select_one("[name=sending]")["value"]}
    answers = [office_desk.post(url("partner-key-new", house, partner.pk), sent, follow=True) for _n in range(2)]

    assert PartnerKey.objects.count() == 1
    assert ["respite_" in text_of(answer) and "To copy, whole" in text_of(answer) for answer in answers] == [
        True,
        False,
    ]


def test_key_is_replaced_with_the_days_that_were_chosen(house, partner, key, office_desk):
    old = PartnerKey.objects.get()
    answer = filled(office_desk, url("partner-key-rotate", house, old.pk), days="3")
    new = BeautifulSoup(answer.content, "html.parser").select_one("#secret").text

    old.refresh_from_db()
    assert old.ends_at == timezone.now() + timedelta(days=3)
    assert [ask(one).status_code for one in (key, new)] == [200, 200]
    assert "Works until Friday at 9:17 am, beside a newer one." in text_of(
        office_desk.get(url("partner", house, partner.pk))
    )


def test_key_is_replaced_at_once_with_0_days(house, key, office_desk):
    filled(office_desk, url("partner-key-rotate", house, PartnerKey.objects.get().pk), days="0")

    assert ask(key).status_code == 401


def test_days_that_are_no_number_are_refused_kindly(house, key, office_desk):
    answer = filled(office_desk, url("partner-key-rotate", house, PartnerKey.objects.get().pk), days="91")

    assert "Write a whole number from 0 to 90." in text_of(answer)
    assert PartnerKey.objects.count() == 1


def test_key_is_taken_back(house, partner, key, office_desk):
    answer = filled(office_desk, url("partner-key-revoke", house, PartnerKey.objects.get().pk))

    assert ask(key).status_code == 401
    assert "Taken back today at 9:17 am." in text_of(answer)


def test_page_tells_how_often_they_asked(house, partner, key, clock, office):
    for _n in range(3):
        ask(key)
    clock.shift(timedelta(days=7))
    ask(key)
    page = text_of(signed_in(office).get(url("partner", house, partner.pk)))

    assert "December 2026 1 November 2026 3" in page
    assert "Last used on Tuesday 1 December." in page


# Agreements.


def test_agreement_of_two_people_from_the_office_to_the_answer(partner, key, lead, office_desk, lead_desk):
    house = House.objects.get()
    publishing.confirm(house, by=lead)
    filled(office_desk, url("agreement-new", house, partner.pk), what="state", houses="juniper-house",
           signed_on="2026-11-24", ends_on="2027-11-24")  # fmt: skip
    before = ask(key).json()["precision"]
    row = Agreement.objects.get()
    listed = text_of(lead_desk.get(url("partners", house)))
    answer = filled(lead_desk, url("agreement", house, row.pk))

    assert "An agreement waits for a second person." in listed
    assert "Saved. You both agreed." in text_of(answer)
    assert (before, ask(key).json()["precision"]) == ("coarse", "live")
    assert "Bea wrote it down, Ana agreed." in text_of(answer)


def test_agreement_that_cannot_be_keeps_what_was_chosen(house, partner, office_desk):
    answer = filled(office_desk, url("agreement-new", house, partner.pk), what="numbers", houses="juniper-house",
                    signed_on="2026-11-24", ends_on="2027-11-24")  # fmt: skip

    page = BeautifulSoup(answer.content, "html.parser")
    assert "Juniper House has fewer than five beds." in text_of(answer)
    assert page.select_one("input[value=juniper-house]").has_attr("checked")
    assert not Agreement.objects.exists()


def test_agreement_whose_days_cannot_be_says_it_beside_each(house, partner, office_desk):
    answer = filled(office_desk, url("agreement-new", house, partner.pk), what="state", houses="juniper-house",
                    signed_on="2026-12-24", ends_on="2026-11-01")  # fmt: skip

    page = BeautifulSoup(answer.content, "html.parser")
    assert "This day is still to come." in page.select_one("#id_signed_on_field").get_text()
    assert "This day is over. Write today or a later day." in page.select_one("#id_ends_on_field").get_text()
    assert page.select_one("#id_ends_on")["value"] == "2026-11-01"
    assert not Agreement.objects.exists()


def test_agreement_offers_no_house_that_tells_by_phone(house, partner, office_desk):
    factories.HouseFactory(organization=house.organization, name="Meadow", confidential=True)

    assert "Meadow" not in office_desk.get(url("agreement-new", house, partner.pk)).content.decode().split("<main")[1]


def test_whoever_wrote_it_down_can_take_it_back(house, partner, office_desk):
    filled(office_desk, url("agreement-new", house, partner.pk), what="state", houses="juniper-house",
           signed_on="2026-11-24", ends_on="2027-11-24")  # fmt: skip
    answer = filled(office_desk, url("agreement", house, Agreement.objects.get().pk))

    assert "Taken back." in text_of(answer)
    assert not Agreement.objects.exists()


def test_second_of_two_who_agree_at_once_hears_of_it(house, partner, two, lead_desk):
    row = agreed(partner, [house], *two)
    answer = lead_desk.post(url("agreement", house, row.pk), {})

    assert answer.status_code == 409
    assert "This changed just now." in text_of(answer)


def test_lead_of_a_house_ends_what_is_told_about_it(house, partner, two, lead_desk):
    row = agreed(partner, [house], *two)
    filled(lead_desk, url("agreement-end", house, row.pk))

    assert Agreement.objects.get().ended_at


def test_lead_of_another_house_does_not_end_it(house, partner, two):
    other = factories.HouseFactory(organization=house.organization)
    row = agreed(partner, [house], *two)
    elsewhere = signed_in(member(other, Role.LEAD, "Uri"))

    assert elsewhere.post(url("agreement-end", other, row.pk), {}).status_code == 403


# News.

NEWS = {"address": "https://hooks.valley211.example/in", "events": "service.updated", "houses": "juniper-house"}


def test_news_goes_to_an_address_and_its_secret_is_shown_once(house, partner, office_desk):
    answer = filled(office_desk, url("subscription-new", house, partner.pk), **NEWS)
    secret = BeautifulSoup(answer.content, "html.parser").select_one("#secret").text
    row = Subscription.objects.get()
    page = office_desk.get(url("subscription", house, row.pk))

    assert secret.startswith("whsec_")
    assert secret not in page.content.decode()
    assert (row.address, row.events) == (NEWS["address"], ["service.updated"])
    assert "Juniper House" in text_of(page)


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({"address": "http://hooks.valley211.example/"}, "Write an address like https://hooks.example.org/respite"),
        ({"address": "https://localhost/"}, "Write an address like"),
        ({"address": ""}, "Write the address they gave you."),
        ({"events": []}, "Choose what they want to be told."),
        ({"houses": []}, "Choose a house."),
        ({"houses": "harbor"}, "Choose one of these."),
    ],
)
def test_news_that_cannot_be_sent_is_refused_kindly(partner, harbor, office_desk, said, words):
    house = House.objects.get(slug="juniper-house")
    answer = filled(office_desk, url("subscription-new", house, partner.pk), **(NEWS | said))

    assert words in text_of(answer)
    assert not Subscription.objects.exists()


def test_address_that_leads_inside_is_refused_without_saying_where_SE_57(house, partner, office_desk, monkeypatch):
    monkeypatch.setattr(guard, "_look_up", lambda host: ["10.1.2.3"])
    answer = filled(office_desk, url("subscription-new", house, partner.pk), **NEWS)

    assert "The name has to lead to the public internet." in text_of(answer)
    assert "10.1.2.3" not in answer.content.decode()
    assert NEWS["address"] in answer.content.decode()


def test_log_says_in_plain_words_what_came_of_each(house, partner, office, clock, office_desk):
    row = subscribed(partner, [house], office)
    came = [
        Said(status=204),
        Said(status=500),
        Said(trouble="silent"),
        Said(status=418),
    ]
    for said in came:
        events.test(row)
        (parcel,) = delivering.take()
        delivering.write(parcel.pk, said)
        clock.shift(timedelta(seconds=1))
    page = text_of(office_desk.get(url("subscription", house, row.pk)))

    for words in ("A test, with what Juniper House says", "Taken (204).",
                  "Their system did not take it (500). Next try today at 9:17 am.",
                  "Their system did not answer in time.", "Their system did not take it (418).",
                  "This list is kept for 30 days.", "The last tries did not arrive."):  # fmt: skip
        assert words in page


def test_body_of_their_answer_is_shown_nowhere_SE_57(house, partner, office, office_desk, receiver):
    row = subscribed(partner, [house], office)
    events.test(row)
    receiver.then("500 X-Private=secret-of-theirs")
    work()

    assert "secret-of-theirs" not in office_desk.get(url("subscription", house, row.pk)).content.decode()


@pytest.mark.parametrize("count", [1, 3])
def test_log_costs_the_same_for_one_and_for_three(partner, office, office_desk, count, django_assert_num_queries):
    house = House.objects.get()
    row = subscribed(partner, [house], office)
    for _n in range(count):
        events.test(row)
    office_desk.get(url("subscription", house, row.pk))

    with django_assert_num_queries(11):
        office_desk.get(url("subscription", house, row.pk))


def test_name_is_looked_up_before_any_transaction(house, partner, office_desk, monkeypatch):
    seen = []
    monkeypatch.setattr(guard, "_look_up", lambda host: seen.append(len(connection.savepoint_ids)) or ["8.8.8.8"])
    outside = len(connection.savepoint_ids)

    filled(office_desk, url("subscription-new", house, partner.pk), **NEWS)

    assert (set(seen), Subscription.objects.count()) == ({outside}, 1)


def test_log_has_pages(house, partner, office, office_desk):
    row = subscribed(partner, [house], office)
    for _n in range(31):
        events.test(row)

    pages = [office_desk.get(url("subscription", house, row.pk) + f"?page={n}").content for n in (1, 2)]

    assert [len(BeautifulSoup(page, "html.parser").select("ol.day > li")) for page in pages] == [30, 1]


def test_test_is_sent_paused_gone_on_and_sent_again_without_javascript(house, partner, office, office_desk, receiver):
    row = subscribed(partner, [house], office)
    said = [text_of(office_desk.post(url("subscription-test", house, row.pk), follow=True))]
    work()
    said.append(text_of(office_desk.post(url("webhook-again", house, Webhook.objects.get().pk), follow=True)))
    work()
    said.append(text_of(office_desk.post(url("subscription-switch", house, row.pk), {"to": "pause"}, follow=True)))
    said.append(text_of(office_desk.post(url("subscription-test", house, row.pk), follow=True)))
    said.append(text_of(office_desk.post(url("subscription-switch", house, row.pk), {"to": "on"}, follow=True)))
    work()

    words = [
        "A test is on its way.",
        "It is sent once more.",
        "Paused.",
        "Go on first.",
        "It goes on.",
    ]
    assert [word in page for word, page in zip(words, said, strict=True)] == [True] * 5
    rows = Webhook.objects.order_by("made_at")
    assert [headers["webhook-id"] for _path, headers, _body in receiver.got] == [row.message_id for row in rows]
    assert rows.count() == 3


def test_new_secret_is_shown_once_and_the_page_says_until_when_both_sign(house, partner, office, office_desk):
    row = subscribed(partner, [house], office)
    answer = filled(office_desk, url("subscription-rotate", house, row.pk))

    assert "whsec_" in text_of(answer)
    assert "two signatures until Tuesday 1 December at 9:17 am" in text_of(
        office_desk.get(url("subscription", house, row.pk))
    )


def test_address_is_taken_away(house, partner, office, office_desk):
    row = subscribed(partner, [house], office)
    answer = filled(office_desk, url("subscription-end", house, row.pk))

    assert "The address is taken away." in text_of(answer)
    assert not Subscription.objects.exists()


# What the office is told on its first page.


def test_today_tells_the_leads_that_we_stopped_sending(partner, office, office_desk, lead_desk, desk):
    house = House.objects.get()
    row = subscribed(partner, [house], office)
    events.test(row)
    (parcel,) = delivering.take()
    delivering.write(parcel.pk, Said(status=410))
    words = "We stopped sending news to Valley 211. Their system answered that this address is gone for good."
    today = reverse("office-today", args=[house.slug])
    said = [words in text_of(browser.get(today)) for browser in (office_desk, lead_desk, desk)]
    subscribing.go_on(row, by=office)

    assert said == [True, True, False]
    assert words not in text_of(office_desk.get(today))
    assert words not in text_of(Client().get("/"))


def test_today_of_another_organization_tells_nothing_of_it(house, harbor, partner, office, stranger_desk):
    row = subscribed(partner, [house], office)
    Subscription.objects.update(off_at=timezone.now(), off_why="gone")

    assert row.address not in text_of(stranger_desk.get(reverse("office-today", args=[harbor.slug])))
    assert "Valley 211" not in text_of(stranger_desk.get(reverse("office-today", args=[harbor.slug])))


def test_partners_are_reached_from_the_settings(house, lead_desk):
    page = lead_desk.get(url("settings-notice", house)).content.decode()

    assert f'href="{url("partners", house)}"' in page


def test_address_of_partners_cannot_clash_with_a_house(house, partner, office_desk):
    """It stands under the address of a house, so a house of that very name is a house like any other."""
    factories.HouseFactory(organization=house.organization, slug="partners", name="Partners House")

    assert "Partners House" in text_of(office_desk.get("/office/partners/"))
    assert "Valley 211" in text_of(office_desk.get(url("partners", House.objects.get(slug="partners"))))

"""The vault: what people tell us is unreadable without their key, wherever a copy of it lies."""

import subprocess
from base64 import b64encode
from datetime import timedelta
from itertools import permutations

import pytest
from django.core.exceptions import FieldError
from django.db import connection, transaction
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from intake import flow, offering
from intake.contact import Contact
from intake.models import Conversation, Draft, Offer, Request
from respite import history, postgres, vault
from respite.models import Key
from stays import booking, connecting
from stays.models import Guest, Stay, Wish
from tests.factories import ask, here, make_guest, nights_from_tonight

WORDS = st.text(st.characters(codec="utf-8"), max_size=200)
PLACE = "stays_guest|1|name"


@given(WORDS)
def test_seal_gives_back_every_text_SE_40(words):
    key = vault.new_key()

    sealed = vault.seal(key, words, PLACE)

    assert vault.unseal(key, sealed, PLACE) == words
    assert words.encode() not in sealed or len(words.encode()) < 4


def test_seal_twice_gives_two_ciphertexts():
    key = vault.new_key()

    assert vault.seal(key, "Rosa", PLACE) != vault.seal(key, "Rosa", PLACE)


def test_unseal_refuses_another_place_another_key_and_a_changed_byte_SE_40():
    key = vault.new_key()
    sealed = vault.seal(key, "Rosa", PLACE)
    changed = sealed[:-1] + bytes([sealed[-1] ^ 1])

    for wrong in ("stays_guest|2|name", "stays_guest|1|pronouns", "intake_request|1|name"):
        with pytest.raises(vault.Unreadable):
            vault.unseal(key, sealed, wrong)
    with pytest.raises(vault.Unreadable):
        vault.unseal(vault.new_key(), sealed, PLACE)
    for broken in (changed, sealed[:20], sealed[:5], b""):
        with pytest.raises(vault.Unreadable):
            vault.unseal(key, broken, PLACE)


@pytest.mark.parametrize("name", ["", "Rosa", "Zoë Ñuñez", "🌿𝒮 家", "a\nb\t'\"\\"])
def test_sealed_field_round_trip_SE_40(house, name):
    guest = make_guest(house.organization, name=name, contact={"ask_for": name, "vague": True})

    read = Guest.objects.get(pk=guest.pk)

    assert read.name == name
    assert read.contact == {"ask_for": name, "vague": True}


def test_sealed_field_left_out_or_none_is_empty_and_not_null_SE_40(house):
    guest = make_guest(house.organization, to_know=None)

    read = Guest.objects.get(pk=guest.pk)

    assert (read.pronouns, read.to_know) == ("", "")
    assert not Guest.objects.filter(pronouns__isnull=True).exists()


def test_sealed_field_deferred_opens_when_it_is_read(house):
    make_guest(house.organization)

    guest = Guest.objects.defer("name").get()

    assert guest.name == "Rosa"


def test_sealed_field_not_opened_is_kept_as_it_is(house):
    guest = make_guest(house.organization)
    before = raw("stays_guest", "name", guest.pk)

    again = Guest.objects.get(pk=guest.pk)
    again.save()

    assert raw("stays_guest", "name", guest.pk) == before


def raw(table, column, pk):
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {column} FROM {table} WHERE id = %s", [pk])
        return bytes(cursor.fetchone()[0])


def move(column, source, to_column, to):
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE stays_guest SET {to_column} = (SELECT {column} FROM stays_guest WHERE id = %s) WHERE id = %s",
            [source.pk, to.pk],
        )


def test_ciphertext_moved_to_another_column_is_refused_SE_40(house):
    guest = make_guest(house.organization, to_know="I sleep badly.")

    move("to_know", guest, "pronouns", guest)

    with pytest.raises(vault.Unreadable):
        assert Guest.objects.get(pk=guest.pk).pronouns


def test_ciphertext_moved_to_another_row_is_refused_even_under_one_key_SE_40(house):
    key = Key.make(house.organization)
    rosa, luz = (make_guest(house.organization, name=name, key=key) for name in ("Rosa", "Luz"))

    move("name", rosa, "name", luz)

    with pytest.raises(vault.Unreadable):
        assert Guest.objects.get(pk=luz.pk).name


@pytest.mark.parametrize("words", ["Luz", b"Luz", memoryview(b"Luz"), None])
def test_bulk_update_of_a_sealed_field_is_refused_SE_40(house, words):
    make_guest(house.organization)

    with pytest.raises(FieldError, match="sealed"):
        Guest.objects.update(name=words)


def test_bulk_update_by_rows_is_refused_and_bulk_create_seals_SE_40(house):
    guest = make_guest(house.organization)
    guest.name = "Luz"
    with pytest.raises(FieldError, match="sealed"), transaction.atomic():
        Guest.objects.bulk_update([guest], ["name"])

    other = Guest(organization=house.organization, key=Key.make(house.organization), name="Sol")
    Guest.objects.bulk_create([other])

    assert b"Sol" not in raw("stays_guest", "name", other.pk)
    assert Guest.objects.get(pk=other.pk).name == "Sol"


@pytest.mark.parametrize(
    "search",
    [
        {"name": "Rosa"},
        {"name": b"Rosa"},
        {"name__in": ["Rosa"]},
        {"name__startswith": "R"},
        {"name__gt": "R"},
        {"contact": {}},
        {"contact__phone": "+17155550118"},
    ],
)
def test_search_in_a_sealed_field_is_refused_SE_42(house, search):
    make_guest(house.organization)

    with pytest.raises(FieldError):
        Guest.objects.filter(**search).exists()


def test_fingerprint_differs_by_organization_and_purpose_SE_42(house, harbor):
    prints = {
        vault.fingerprint(purpose, number, organization.pk)
        for purpose in ("phone", "e-mail")
        for number in ("+17155550118", "+17155550119")
        for organization in (house.organization, harbor.organization)
    }

    assert len(prints) == 8
    again = vault.fingerprint("phone", "+17155550118", house.organization_id)
    assert again in prints
    assert len(again) == 16


def test_same_number_in_two_organizations_is_not_the_same_person_LN_12(house, harbor, peer):
    for where in (house, harbor):
        request, _ = ask(where)
        flow.converse(request, outcome="known", by=peer)

    ours, theirs = Guest.objects.order_by("made_at")
    later, _ = ask(house)

    assert bytes(ours.phone_print) != bytes(theirs.phone_print)
    assert flow.known_guests(later) == [ours]


def test_destroyed_key_silences_everything_and_leaves_proof_SE_41(house):
    guest = make_guest(house.organization)
    other = make_guest(house.organization, name="Luz")

    assert vault.destroy([guest.key]) == 1
    assert vault.destroy([guest.key]) == 0

    silent = Guest.objects.get(pk=guest.pk)
    assert (silent.name, silent.pronouns, silent.contact) == ("Guest", "", {})
    silent.name = "Rosa again"
    with pytest.raises(vault.Destroyed), transaction.atomic():
        silent.save()
    with pytest.raises(vault.Destroyed):
        assert guest.key.opened
    row = Key.objects.get(pk=guest.key_id)
    assert row.wrapped is None
    assert row.destroyed_at is not None
    assert Guest.objects.get(pk=other.pk).name == "Luz"


def test_wrapped_key_of_another_row_or_organization_does_not_open_SE_41(house, harbor):
    mine, yours, theirs = (Key.make(one.organization) for one in (house, house, harbor))

    for thief, owner in permutations([mine, yours, theirs], 2):
        stolen = Key(pk=thief.pk, organization=thief.organization, wrapped=owner.wrapped)
        with pytest.raises(vault.Unreadable):
            assert stolen.opened


def test_keys_in_the_database_are_wrapped_SE_41(house):
    key = Key.make(house.organization)

    assert key.opened not in bytes(key.wrapped)
    assert len(key.opened) == 32


OLD = "the-first-installation-key-of-this-house"
NEW = "another-installation-key-put-in-front-of-it"


def test_rotation_opens_old_and_new_keys_with_two_installation_keys_SE_41(house, settings):
    settings.RESPITE_VAULT_KEYS = OLD
    before = make_guest(house.organization, name="Rosa")
    mark, secret = vault.fingerprint("phone", "+17155550118"), vault.purpose_key("second factor")

    settings.RESPITE_VAULT_KEYS = f"{NEW} {OLD}"
    after = make_guest(house.organization, name="Luz")

    assert Guest.objects.get(pk=before.pk).name == "Rosa"
    assert Guest.objects.get(pk=after.pk).name == "Luz"
    assert bytes(before.key.wrapped)[:4] != bytes(after.key.wrapped)[:4]
    assert (mark, secret) == (vault.fingerprint("phone", "+17155550118"), vault.purpose_key("second factor"))


def test_installation_key_that_is_gone_opens_nothing_SE_41(house, settings):
    settings.RESPITE_VAULT_KEYS = OLD
    guest = make_guest(house.organization)

    settings.RESPITE_VAULT_KEYS = NEW

    with pytest.raises(vault.Unreadable, match="No installation key"):
        assert Guest.objects.get(pk=guest.pk).name


# What a raw copy of the database tells: every canary is planted through the verbs, and then looked for.
CANARIES = {
    "name": "Quetzalina",
    "phone": "+17155550173",
    "e-mail": "kestrel.moth@birch.example",
    "ask for": "Thistledown",
    "times": "after the owl calls",
    "to know": "marzipan dreams at dusk",
    "wishes": "lanternfish week",
    "agreed": "we agreed on velvet silence",
    "offer words": "saffron welcome words",
    "wish when": "only on snowdrop days",
    "pronouns": "xe/xyrself-canary",
    "draft": "half-typed gooseberry",
    "second guest": "Peregrinella",
}


def plant(house, by):
    """Tell a whole story in which every word of the guest is a canary."""
    contact = Contact(
        call=True,
        email=True,
        phone=CANARIES["phone"],
        address=CANARIES["e-mail"],
        ask_for=CANARIES["ask for"],
        times=CANARIES["times"],
    )
    request, code = ask(
        house, name=CANARIES["name"], contact=contact, to_know=CANARIES["to know"], wishes={"from": CANARIES["wishes"]}
    )
    flow.take_up(request, by=by)
    offer = offering.offer(
        request,
        nights=nights_from_tonight(house),
        by=by,
        agreed=CANARIES["agreed"],
        words=CANARIES["offer words"],
    )
    stay = booking.arrive(offering.accept(offer), by=by)
    guest = stay.guest
    guest.pronouns = CANARIES["pronouns"]
    guest.save(update_fields=["pronouns"])
    connecting.wish(stay, choice="few", by=None, contact=contact.kept(), when=CANARIES["wish when"])
    here(house, by, guest=make_guest(house.organization, name=CANARIES["second guest"]))
    Draft.objects.create(
        house=house, key=Key.make(house.organization), answers={"to_know": CANARIES["draft"]}, touched_at=timezone.now()
    )
    return request, code


def disguises(words):
    """Return how words could stand in a dump: as text, as the hex of a bytea, as base64, escaped as JSON."""
    plain = words.encode()
    return {plain, plain.hex().encode(), b64encode(plain), b64encode(plain)[:-3] if len(plain) > 6 else plain}


def dump():
    """Return the whole database as SQL, every table and row of it."""
    parts = connection.get_connection_params()
    command = [str(postgres.tool("pg_dump")), "--no-owner", "-h", parts["host"], "-U", parts["user"]]
    command += ["-p", str(parts.get("port") or 5432), "-d", parts["dbname"]]
    done = subprocess.run(command, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr.decode()
    return done.stdout


@pytest.mark.django_db(transaction=True)
def test_guests_words_are_absent_from_a_raw_database_dump_SE_40(house, peer):
    request, code = plant(house, peer)

    copy = dump()

    # The canaries are there for who holds the key, and the dump does hold the story: only the words are not in it.
    read = Request.objects.select_related("key", "guest__key").get(pk=request.pk)
    assert (read.name, read.guest.to_know) == (CANARIES["name"], CANARIES["to know"])
    assert Wish.objects.get().when == CANARIES["wish when"]
    assert Conversation.objects.get().agreed == CANARIES["agreed"]
    assert Offer.objects.get().words == CANARIES["offer words"]
    assert Draft.objects.get().answers == {"to_know": CANARIES["draft"]}
    for table in ("stays_guest", "respite_entry", "django_session", "procrastinate_jobs", "intake_offer"):
        assert f"COPY public.{table} ".encode() in copy
    assert str(request.pk).encode() in copy
    found = {name for name, words in CANARIES.items() if any(disguise in copy for disguise in disguises(words))}
    assert found == set()
    # Nor do the words of their code open anything for who holds the copy.
    assert " ".join(code.words).encode() not in copy


@pytest.mark.django_db(transaction=True)
def test_dump_shows_a_canary_that_is_not_sealed(house):
    """The search above would find words in the clear: in text, and in a column of bytes."""
    house.phone_words = CANARIES["name"]
    house.save()
    key = Key.make(house.organization)
    Key.objects.filter(pk=key.pk).update(wrapped=CANARIES["to know"].encode())

    copy = dump()

    assert any(disguise in copy for disguise in disguises(CANARIES["name"]))
    assert any(disguise in copy for disguise in disguises(CANARIES["to know"]))


def test_history_of_a_whole_story_holds_no_personal_words_SE_30(house, peer):
    request, code = plant(house, peer)
    booking.shorten(Stay.objects.get(offer__request=request), leaves=house.tonight() + timedelta(days=1), by=peer)

    told = " ".join(str(entry.facts) + entry.verb for entry in history.Entry.objects.all())

    assert history.Entry.objects.count() > 10
    assert [name for name, words in CANARIES.items() if words in told] == []
    assert [word for word in [*code.words, code.locator] if f"'{word}'" in told] == []

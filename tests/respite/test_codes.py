import inspect
import itertools
import re
from collections import Counter

import pytest

from respite import codes

# Seeds of what should never be handed to somebody in a hard time, or sound like it over the phone.
HARSH = """
kill die dead death grave blood wound hurt harm pain sick ill cancer fever virus drug pill weed pot smoke beer wine rum
vodka drunk gun knife sword bomb bullet rifle war army battle soldier crime jail prison thief police judge court money
cash coin dollar bank debt rent god church pray bible devil hell angel saint vote party president left right sex naked
kiss bra breast butt ass fat ugly stupid idiot crazy mad insane sad cry tear grief alone lonely fear panic rage hate
rope noose hang bridge cliff razor needle drown burn fire poison body arm leg chest skull bone
"""
SOUND_ALIKE = """
bear bare|beet beat|blue blew|board bored|bread bred|buy by bye|cellar seller|cent scent sent|cereal serial|cheap cheep|
creek creak|currant current|dear deer|dew do due|die dye|fair fare|fir fur|flea flee|flour flower|hair hare|heal heel|
hear here|hole whole|hour our|knead need|knight night|knot not|knit nit|lane lain|leak leek|loan lone|mail male|
maize maze|meat meet|moose mousse|mussel muscle|one won|pail pale|pain pane|pair pear|paws pause|pea pee|peace piece|
peak peek|peel peal|plane plain|plum plumb|rain reign rein|read reed red|ring wring|road rode|role roll|rose rows|
rye wry|sail sale|sea see|seam seem|sew so sow|side sighed|sole soul|some sum|son sun|stair stare|stake steak|
steal steel|tail tale|tea tee|thyme time|tide tied|toad towed|toe tow|vale veil|wait weight|waste waist|wave waive|
way weigh|weak week|weather whether|wood would|wren ren|yolk yoke|ant aunt|bee be|berry bury|hoarse horse|
""".replace("\n", "").split("|")


def test_words_are_enough_for_fifty_bits_SE_01():
    words = codes.words()

    assert len(words) >= 1024
    assert len(set(words)) == len(words)
    assert len(words) ** codes.WORDS_IN_CODE >= 2**50


def test_words_are_short_plain_and_sorted_SE_01():
    words = codes.words()

    assert [word for word in words if not re.fullmatch("[a-z]{3,7}", word)] == []
    assert list(words) == sorted(words)


def test_words_begin_differently_SE_01():
    heads = Counter(word[:4] for word in codes.words())

    assert {head for head, count in heads.items() if count > 1} == set()


def test_words_do_not_sound_alike_SE_01():
    words = set(codes.words())

    assert [group for group in SOUND_ALIKE if len(words & set(group.split())) > 1] == []


def test_short_words_differ_in_more_than_one_letter_SE_01():
    short = [word for word in codes.words() if len(word) <= 4]
    near = [
        (one, two)
        for one, two in itertools.combinations(short, 2)
        if len(one) == len(two) and sum(a != b for a, b in zip(one, two, strict=True)) == 1
    ]

    assert near == []


def test_words_hold_nothing_harsh_SE_01():
    assert set(codes.words()) & set(HARSH.split()) == set()


def test_secret_is_chosen_by_secrets_SE_01(monkeypatch):
    asked = []
    monkeypatch.setattr(codes.secrets, "choice", lambda of: asked.append(of) or of[0])

    secret = codes.secret_words()

    assert secret == [codes.words()[0]] * 5
    assert asked == [codes.words()] * 5
    assert "import random" not in inspect.getsource(codes)


def test_secret_uses_every_word_about_equally_SE_01():
    drawn = Counter(word for _ in range(6000) for word in codes.secret_words())
    expected = 30000 / len(codes.words())

    assert len(drawn) == len(codes.words())
    assert max(drawn.values()) < expected * 3


def test_locator_has_no_vowels_and_no_look_alikes_SE_01():
    drawn = "".join(codes.locator() for _ in range(500))

    assert len(drawn) == 2000
    assert set(drawn) <= set("23456789BCDFGHJKMNPQRSTVWXZ")


def test_seal_is_argon2_and_differs_each_time_SE_02(dear_codes):
    one, two = codes.seal(["calm", "river"]), codes.seal(["calm", "river"])

    assert one.startswith("$argon2id$v=19$m=19456,t=2,p=1$"), "OWASP's minimum"
    assert one != two
    assert "calm" not in one


def test_opens_only_with_the_words():
    sealed = codes.seal(["calm", "river"])

    assert codes.opens(sealed, ["calm", "river"])
    assert not codes.opens(sealed, ["river", "calm"])
    assert not codes.opens("", ["calm", "river"])


def test_opens_needs_the_pepper_SE_02(settings):
    sealed = codes.seal(["calm", "river"])
    settings.RESPITE_PEPPER = "another"

    assert not codes.opens(sealed, ["calm", "river"])


@pytest.mark.parametrize(
    "typed",
    [
        "r7kt calm river apple moss otter",
        "R7KT-CALM-RIVER-APPLE-MOSS-OTTER",
        "  R7kt   calm,river . apple/moss  OTTER\n",
        "r7kt·cálm·rivér·apple·moss·otter",
        "R7KT\tcalm\triver\tapple\tmoss\totter",
    ],
)
def test_read_takes_a_code_in_any_shape_AX_09(typed):
    assert codes.read(typed) == ("R7KT", ["calm", "river", "apple", "moss", "otter"])


def test_read_takes_nothing_calmly():
    assert codes.read(" -- ") == ("", [])


def test_code_is_read_without_any_spaces_AX_09():
    for _ in range(50):
        place, secret = codes.locator(), codes.secret_words()

        assert codes.read((place + "".join(secret)).lower()) == (place, secret)
        assert codes.read(f"{place} {''.join(secret)}".upper()) == (place, secret)


def test_letters_that_are_no_words_stay_whole_AX_09():
    assert codes.read("6H5Dqqqq") == ("6H5D", ["qqqq"])
    assert codes.read("6H5D" + "q" * 10_000)[0] == "6H5D"

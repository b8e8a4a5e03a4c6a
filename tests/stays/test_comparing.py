"""Two texts side by side: what is new, gone, and worded in another way."""

from hypothesis import given
from hypothesis import strategies as st

from stays.comparing import Change, compare

OLD = "# Quiet\nQuiet hours are from 10 pm to 8 am.\nLamps are fine.\n# Food\nCook what you like."


def test_same_words_are_no_change():
    assert compare(OLD, f"{OLD}\n\n") == []


def test_new_paragraph_is_new_under_its_heading():
    new = OLD.replace("Lamps are fine.", "Lamps are fine.\nThe kitchen stays open.")

    assert compare(OLD, new) == [Change("new", "The kitchen stays open.", "Quiet")]


def test_paragraph_that_went_is_gone():
    assert compare(OLD, OLD.replace("Lamps are fine.\n", "")) == [Change("gone", "Lamps are fine.", "Quiet")]


def test_paragraph_worded_in_another_way_says_how_it_was():
    new = OLD.replace("10 pm to 8 am", "11 pm to 8 am")

    assert compare(OLD, new) == [
        Change("changed", "Quiet hours are from 11 pm to 8 am.", "Quiet", "Quiet hours are from 10 pm to 8 am.")
    ]


def test_quite_another_paragraph_is_one_gone_and_one_new():
    new = OLD.replace("Cook what you like.", "Bring bread.")

    assert compare(OLD, new) == [Change("new", "Bring bread.", "Food"), Change("gone", "Cook what you like.", "Food")]


def test_heading_is_told_as_heading():
    new = f"{OLD}\n# Pets\nService animals are welcome."

    assert compare(OLD, new) == [
        Change("new", "Pets", "Pets", heading=True),
        Change("new", "Service animals are welcome.", "Pets"),
    ]


def test_paragraph_that_moved_is_no_change():
    moved = "# Food\nCook what you like.\n# Quiet\nQuiet hours are from 10 pm to 8 am.\nLamps are fine."

    assert compare(OLD, moved) == []


def test_what_is_gone_stands_where_it_was():
    new = OLD.replace("Lamps are fine.\n", "").replace("Cook what you like.", "Cook what you like.\nBring bread.")

    assert [(change.kind, change.under) for change in compare(OLD, new)] == [("gone", "Quiet"), ("new", "Food")]


lines = st.lists(st.sampled_from(["# A", "# B", "One two three.", "One two four.", "Five.", "Six seven."]), max_size=8)


@given(lines, lines)
def test_changes_lead_from_the_one_text_to_the_other(before, after):
    old, new = sorted(line.lstrip("# ") for line in before), sorted(line.lstrip("# ") for line in after)

    for change in compare("\n".join(before), "\n".join(after)):
        if change.kind != "new":
            old.remove(change.before or change.words)
        if change.kind != "gone":
            old.append(change.words)

    assert sorted(old) == new

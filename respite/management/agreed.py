"""What each house of the demo agreed on: the same guidelines, with what its own page says about food, smoke and nights.

A house's page (pages/house_wording.py) and its guidelines are read side by side, so they say the same.
"""

from respite.models import House

VISITORS = "Visitors are welcome in the shared rooms in the day. Ask the others first."
OWN: dict[str, dict[str, str]] = {
    "juniper-house": {
        "food": "The kitchen is stocked. Cook what you like, or eat with us around 6.",
        "smoke": "Please smoke outside, on the back porch.",
        "visitors": VISITORS,
        "wake": "Wake us. One of us is up all night.",
    },
    "lighthouse": {
        "food": "Soup is on the stove at noon. The rest of the day you cook, or we order in with you.",
        "smoke": "Please smoke outside, in the yard.",
        "visitors": VISITORS,
        "wake": "Wake us. Two of us are here at night, and one is up.",
    },
    "meadow": {
        "food": "We cook once a day, and eat late. You can help, or just eat.",
        "smoke": "Please smoke outside, on the porch.",
        "visitors": "No visitors come here, so that nobody learns the place. We drive you to meet people.",
        "wake": "Wake us. One of us is here, day and night.",
    },
    "harbor": {
        "food": "There is a kitchen for all of us. Cook what you like.",
        "smoke": "Please smoke outside.",
        "visitors": VISITORS,
        "wake": "Wake us. One of us is here, day and night.",
    },
}
FIRST = """
# Coming and going
This is {house}. You come and go as you like. There is no curfew.
Tell us if you will be out overnight, so we keep your room.

# Your things
You keep and take your own medicine. We can lend you a lock box.
We never search bags.

# Living together
Please keep what other guests say and who they are to yourself.
Quiet hours are from 10 pm to 8 am.
"""
SECOND = """
# Why these are here
We wrote these together at house meetings. They help people who live close feel at ease.
If one of them does not work for you, talk with us. We will look at it together.

# Coming and going
You come and go as you like. There is no curfew. Work, school and friends go on as you wish.
Tell us if you will be out overnight, so we keep your room.

# Your room and your things
Your room is yours. It locks from the inside. We knock and wait.
You keep and take your own medicine. We can lend you a lock box and a key.
We never search bags and we never test anyone.

# Food and shared rooms
{food}
Please clean up after yourself. If you cannot today, say so and we help.
Some guests cannot be near perfume. Please leave scents at home.

# Quiet, smoke and visitors
Quiet hours are from 10 pm to 8 am. The kitchen is always open.
{smoke}
{visitors}

# Each other
What other guests say, and that they are here, stays here. No photos of people.
We ask before we touch, hug or give advice.
Please do not drink or use here. If you did, come home anyway, and talk with us.

# When things get hard
{wake}
When people fall out, we sit down together and listen to each side.
Talking about suicide alone is no reason for us to call anyone.
If a life is in danger right now and we can not help, we may call 911. Two of us decide that, when there is time.
We tell you first when we can. 911 may send the police.

# Leaving
You can leave any time, and you do not need a reason. You can come back.
"""
GUIDELINES = [(300, FIRST), (40, SECOND)]  # (days ago, text)


def words(text: str, house: House) -> str:
    """Return a text of guidelines as `house` agreed on it."""
    return text.format(house=house.name, **OWN[house.slug])

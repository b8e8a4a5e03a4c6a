"""The agreements of the house in every language: it met, changed three lines, and wrote them in Spanish, too."""

from datetime import time, timedelta

import time_machine

from respite.management import agreed, cast
from respite.models import House, Person
from respite.nights import at
from stays import agreeing
from stays.agreeing import Words

OWN: dict[str, dict[str, dict[str, str]]] = {  # what respite/management/agreed.py says of each house, in other words
    "juniper-house": {
        "es": {
            "food": "La cocina está surtida. Cocine lo que quiera, o coma con nosotros como a las 6.",
            "smoke": "Por favor fume afuera, en el porche de atrás.",
            "wake": "Despiértenos. Uno de nosotros está despierto toda la noche.",
        },
        "easy": {
            "food": "You can cook, or eat with us at 6.",
            "smoke": "Please smoke on the back porch.",
            "wake": "Wake us. One of us is up.",
        },
        "easy_es": {
            "food": "Puede cocinar, o comer con nosotros a las 6.",
            "smoke": "Por favor fume en el porche de atrás.",
            "wake": "Despiértenos. Uno de nosotros está despierto.",
        },
    },
    "lighthouse": {
        "es": {
            "food": "Al mediodía hay sopa en la estufa. El resto del día cocina usted, o pedimos comida juntos.",
            "smoke": "Por favor fume afuera, en el patio.",
            "wake": "Despiértenos. De noche estamos dos, y uno está despierto.",
        },
        "easy": {
            "food": "There is soup at noon. You can also cook.",
            "smoke": "Please smoke in the yard.",
            "wake": "Wake us. One of us is up.",
        },
        "easy_es": {
            "food": "Al mediodía hay sopa. También puede cocinar.",
            "smoke": "Por favor fume en el patio.",
            "wake": "Despiértenos. Uno de nosotros está despierto.",
        },
    },
}
DAYS_AGO = 2
CHANGES = {
    "Quiet hours are from 10 pm to 8 am. The kitchen is always open.": (
        "Quiet hours are from 11 pm to 8 am. The kitchen is always open."
    ),
    agreed.VISITORS: f"{agreed.VISITORS}\nA service animal is not a pet. It is welcome in every room you use.",
    "We ask before we touch, hug or give advice.": "We ask before we touch, hug or give advice. A no needs no reason.",
}
NEW = "Quiet hours start an hour later. Service animals now have a line of their own."
NEW_ES = "El silencio empieza una hora más tarde. Los animales de servicio ahora tienen su propia línea."
SPANISH = """
# Por qué existen
Los escribimos juntos en reuniones de la casa. Ayudan a que quienes viven de cerca se sientan a gusto.
Si alguno no le funciona, hable con nosotros. Lo vemos juntos.

# Entrar y salir
Usted entra y sale cuando quiera. No hay toque de queda. El trabajo, la escuela y los amigos siguen como usted quiera.
Avísenos si va a pasar la noche fuera. Así le guardamos el cuarto.

# Su cuarto y sus cosas
Su cuarto es suyo. Se cierra por dentro. Tocamos y esperamos.
Usted guarda y toma sus propias medicinas. Podemos prestarle una caja con llave.
Nunca revisamos bolsos y nunca hacemos pruebas a nadie.

# La comida y las salas comunes
{food}
Por favor limpie lo que usó. Si hoy no puede, díganos y le ayudamos.
A algunas personas les hace daño el perfume. Por favor deje los olores en casa.

# Silencio, humo y visitas
Las horas de silencio son de 11 de la noche a 8 de la mañana. La cocina siempre está abierta.
{smoke}
Las visitas son bienvenidas de día en las salas comunes. Pregunte antes a los demás.
Un animal de servicio no es una mascota. Es bienvenido en cada lugar que usted use.

# Entre nosotros
Lo que dicen otras personas, y que están aquí, se queda aquí. No se toman fotos de personas.
Preguntamos antes de tocar, abrazar o dar consejos. Puede decir que no, sin dar razones.
Por favor no beba ni use aquí. Si lo hizo, venga a casa de todos modos y hable con nosotros.

# Cuando se pone difícil
{wake}
Cuando dos personas se pelean, nos sentamos juntos y escuchamos a cada parte.
Solo por hablar del suicidio no llamamos a nadie.
Si una vida está en peligro ahora mismo y no podemos ayudar, puede que llamemos al 911.
Lo decidimos entre dos, si hay tiempo. Se lo decimos antes, si podemos. El 911 puede mandar a la policía.

# Irse
Puede irse cuando quiera, y no necesita una razón. Puede volver.
"""
EASY = """
# Why these are here
We made these together. They help us all.
Is something not right for you? Tell us.

# Coming and going
You can go out and come back when you want.
Will you sleep somewhere else? Tell us. We keep your room.

# Your room and your things
Your room is yours. We knock and wait.
You keep your own medicine. We can lend you a box with a key.
We never search bags. We never test anyone.

# Food and shared rooms
{food}
Please clean up. Is it too much today? We help.
Please use no perfume.

# Quiet, smoke and visitors
Please be quiet from 11 pm to 8 am.
{smoke}
Friends can visit in the day. Your service animal is welcome.

# Each other
Do not tell others who is here. Take no photos of people.
We ask before we touch or hug.
Please do not drink or use here. Did you? Come home anyway.

# When things get hard
{wake}
You can tell us anything about dying. We listen.
Is a life in danger right now, and we can not help? Then we may call 911.
We tell you first when we can. The police may come.

# Leaving
You can leave any time. You can come back.
"""
EASY_ES = """
# Por qué existen
Los hicimos juntos. Nos ayudan a todos.
¿Algo no está bien para usted? Díganos.

# Entrar y salir
Puede salir y volver cuando quiera.
¿Va a dormir en otro lugar? Avísenos. Le guardamos el cuarto.

# Su cuarto y sus cosas
Su cuarto es suyo. Tocamos y esperamos.
Usted guarda sus medicinas. Podemos prestarle una caja con llave.
Nunca revisamos bolsos. Nunca hacemos pruebas.

# La comida y las salas comunes
{food}
Por favor limpie. ¿Hoy es demasiado? Le ayudamos.
Por favor no use perfume.

# Silencio, humo y visitas
Silencio de 11 de la noche a 8 de la mañana, por favor.
{smoke}
Sus amigos pueden venir de día. Su animal de servicio es bienvenido.

# Entre nosotros
No cuente quién está aquí. No tome fotos de personas.
Preguntamos antes de tocar o abrazar.
Por favor no beba ni use aquí. ¿Lo hizo? Venga a casa de todos modos.

# Cuando se pone difícil
{wake}
Puede hablarnos de morir. Le escuchamos.
¿Una vida está en peligro ahora mismo y no podemos ayudar? Entonces puede que llamemos al 911.
Se lo decimos antes, si podemos. Puede venir la policía.

# Irse
Puede irse cuando quiera. Puede volver.
"""


def tell(house: House, team: list[Person]) -> None:
    """Tell it for one house."""
    if house.slug not in OWN:
        return
    text = agreed.words(agreed.SECOND, house)
    for old, new in CHANGES.items():
        text = text.replace(old, new)
    evening = at(house.local().date() - timedelta(days=DAYS_AGO), time(19), house.tz)
    with time_machine.travel(evening, tick=False):
        agreeing.agree(
            house,
            text=text,
            by=team[0],
            meeting=cast.meeting_on(evening.date()),
            met_on=house.local().date(),
            what_changed=NEW,
            others=[
                Words(EASY.format(**OWN[house.slug]["easy"]), easy=True),
                Words(SPANISH.format(**OWN[house.slug]["es"]), "es", what_changed=NEW_ES),
                Words(EASY_ES.format(**OWN[house.slug]["easy_es"]), "es", easy=True),
            ],
        )

"""Invented incidents: civilians struck by a state, a group among civilians, a wave with parts, a
crime by nobody known, private persons in quotations and titles."""

from __future__ import annotations

from rashomon.pipeline import reconcile
from rashomon.records import Reading
from rashomon.store import Casebook
from tests.factories import (
    ClaimSketch,
    actor,
    day,
    kind_of_event,
    make_reading,
    place,
    site,
    toll,
    who,
)

NAMES = ("Aminata Sow", "Sow", "Ibrahim Keïta Diarra", "Fatou Bâ")
"""Names of private persons; none may be in an export."""

STRIKE = """Army aircraft struck a wedding in Tarkint on 3 May 2021, the army said. Aminata Sow, a \
trader, said 14 civilians were killed, among them 5 children. A rights group counted 14 civilians \
killed. "AMINATA SOW saw it", said Sow's neighbour. Doctor Ibrahim Keïta Diarra treated 6 wounded \
civilians."""

RAID = """Fighters of the Lake Front killed several villagers in Lomé-Kara on 7 June 2021, police \
said. One of them was Fatou Bâ, 34."""

WAVE = """A wave of attacks by the Lake Front on 11 and 12 July 2021 around Mabo left 30 villagers \
dead. In Mabo Ouest its fighters killed 10 villagers. In Mabo Est its men killed 20 villagers."""

SHOOTING = """Unknown gunmen killed two people in Bria on 4 August 2021."""

REPEATED = """Aminata Sow later left Tarkint, where aircraft struck on 3 May 2021."""


def _strike() -> Reading:
    return make_reading(
        STRIKE,
        title="Wedding struck in Tarkint: Sow tells",
        url="https://example.org/aminata-sow-tells",
        published="2021-05-04",
        actors=[
            actor("Aminata Sow", "private-person", "ML", "AMINATA SOW", "Sow"),
            actor("Army", "state-forces", "ML"),
            actor("civilians", "civilians"),
        ],
        places=[place("Tarkint", 17.45, -0.1, country="ML", admin1="Gao")],
        claims=[
            toll("deaths", "14 civilians were killed", 14, 14, group="civilians", side="civilians",
                 by="Army", voice=("witness", "Aminata Sow", "Aminata Sow"),
                 value={"status": "civilian"}, text="14", key="all"),
            toll("deaths", "5 children", 5, 5, group="children", side="civilians", text="5",
                 voice=("witness", "Aminata Sow", "Aminata Sow"),
                 value={"status": "civilian", "category": "children", "counts": "part",
                        "part_of": "all"}),
            toll("deaths", "counted 14 civilians", 14, 14, group="civilians", side="civilians",
                 voice=("ngo", "A rights group"), value={"status": "civilian"}, text="14"),
            toll("injuries", "6 wounded civilians", 6, 6, group="civilians", side="civilians",
                 voice=("medical", "Ibrahim Keïta Diarra"), value={"status": "civilian"}, text="6"),
            who("perpetrator", "Army aircraft struck", "Army", "struck",
                voice=("official", "the army", "Army")),
            who("target", "a wedding", "civilians"),
            site("in Tarkint", "Tarkint"),
            day("on 3 May 2021", "2021-05-03"),
            kind_of_event("struck", acled_event="Explosions/Remote violence",
                          acled_sub_event="Air/drone strike", ucdp=3),
        ],
    )  # fmt: skip


def _raid() -> Reading:
    return make_reading(
        RAID,
        title="Villagers killed",
        published="2021-06-08",
        outlet="a weekly",
        actors=[actor("Lake Front", "armed-group"), actor("villagers", "civilians")],
        places=[place("Lomé-Kara", 9.5, 1.2, country="TG")],
        claims=[
            toll("deaths", "killed several villagers", 3, None, group="villagers",
                 side="villagers", by="Lake Front", text="several",
                 voice=("official", "police"), value={"status": "civilian"}),
            who("victim", "Fatou Bâ, 34", "Fatou Bâ"),
            who("perpetrator", "Fighters of the Lake Front", "Lake Front",
                voice=("official", "police")),
            site("in Lomé-Kara", "Lomé-Kara"),
            day("on 7 June 2021", "2021-06-07"),
            kind_of_event("killed", acled_event="Violence against civilians",
                          acled_sub_event="Attack", ucdp=3),
        ],
    )  # fmt: skip


def _wave() -> Reading:
    def part(
        label: str, words: str, number: int, who_: str, at: str, where: str
    ) -> list[ClaimSketch]:
        return [
            toll("deaths", words, number, number, group="villagers", side="villagers",
                 by="Lake Front", text=str(number), incident=label, value={"status": "civilian"}),
            who("perpetrator", who_, "Lake Front", incident=label),
            site(at, where, incident=label),
        ]  # fmt: skip

    return make_reading(
        WAVE,
        published="2021-07-13",
        outlet="a wire",
        actors=[actor("Lake Front", "armed-group"), actor("villagers", "civilians")],
        places=[
            place("Mabo", 8.0, 2.0, country="BJ"),
            place("Mabo Ouest", 8.0, 1.6, country="BJ"),
            place("Mabo Est", 8.0, 2.6, country="BJ"),
        ],
        titles={"wave": "Wave of attacks around Mabo"},
        parents={"west": "wave", "east": "wave"},
        claims=[
            *part("wave", "left 30 villagers", 30, "by the Lake Front", "around Mabo", "Mabo"),
            day("on 11 and 12 July 2021", "2021-07-11", "2021-07-12", incident="wave"),
            *part("west", "killed 10 villagers", 10, "its fighters", "In Mabo Ouest", "Mabo Ouest"),
            day("11", "2021-07-11", incident="west"),
            *part("east", "killed 20 villagers", 20, "its men", "In Mabo Est", "Mabo Est"),
            day("12 July 2021", "2021-07-12", incident="east"),
            *(
                kind_of_event(words, acled_event="Violence against civilians",
                              acled_sub_event="Attack", ucdp=3, incident=label)
                for label, words in (("wave", "attacks"), ("west", "fighters killed"),
                                     ("east", "men killed"))
            ),
        ],
    )  # fmt: skip


def _shooting() -> Reading:
    return make_reading(
        SHOOTING,
        published="2021-08-05",
        outlet="another daily",
        actors=[actor("gunmen", "unidentified")],
        places=[place("Bria", 6.5, 22.0, country="CF")],
        claims=[
            toll("deaths", "killed two people", 2, 2, group="people", text="two"),
            who("perpetrator", "Unknown gunmen", "gunmen"),
            site("in Bria", "Bria"),
            day("on 4 August 2021", "2021-08-04"),
            kind_of_event("killed", acled_event="Violence against civilians",
                          acled_sub_event="Attack"),
        ],
    )  # fmt: skip


def _repeated() -> Reading:
    """A report of another outlet that names a private person without knowing that she is one."""
    return make_reading(
        REPEATED,
        title="Aminata  Sow, a year on",
        published="2021-09-05",
        outlet="a monthly",
        actors=[actor("Army", "state-forces", "ML")],
        places=[place("Tarkint", 17.45, -0.1, country="ML", admin1="Gao")],
        claims=[
            who("perpetrator", "aircraft struck", "Army", mode="historical"),
            site("Tarkint", "Tarkint", mode="historical"),
            day("on 3 May 2021", "2021-05-03", mode="historical"),
        ],
    )


def fill(casebook: Casebook) -> None:
    """Put them into a casebook."""
    for reading in (_strike(), _raid(), _wave(), _shooting(), _repeated()):
        casebook.add_reading(reading)
    reconcile(casebook)

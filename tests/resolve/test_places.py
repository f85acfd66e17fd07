"""Names of places in reports written for this test: what each means, and why."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from rashomon.annotate import annotate
from rashomon.document import Document, PlaceName
from rashomon.geodesy import distance_km
from rashomon.knowledge import Knowledge
from rashomon.records import Place, Report
from rashomon.resolve.place_lexicon import PlaceLexicon
from rashomon.resolve.places import resolve_places


@dataclass(frozen=True)
class Resolved:
    """The places of one text, by the words that name them."""

    document: Document
    names: tuple[PlaceName, ...]
    places: tuple[Place, ...]

    def name(self, words: str) -> PlaceName:
        return next(n for n in self.names if n.span.text == words)

    def place(self, words: str) -> Place:
        wanted = self.name(words).place
        return next(p for p in self.places if p.id == wanted)

    def words(self) -> set[str]:
        return {n.span.text for n in self.names}


@pytest.fixture(scope="module")
def knowledge() -> Knowledge:
    return Knowledge.open()


def read(knowledge: Knowledge, text: str, language: str = "en") -> Resolved:
    document = annotate(Report.make(text), language, knowledge)
    lexicon = PlaceLexicon.load(language)
    names, places = resolve_places(document, knowledge.gazetteer, knowledge.borders, lexicon)
    return Resolved(document, names, places)


# ---------------------------------------------------------------------------------- which place


@pytest.mark.parametrize(
    ("text", "words", "country", "admin1"),
    [
        ("Two men were shot in Paris, Texas, on Monday.", "Paris", "US", "Texas"),
        ("Two men were shot in Paris, the French capital.", "Paris", "FR", "Île-de-France"),
        ("Flooding hit Springfield, Ill., at night.", "Springfield", "US", "Illinois"),
        ("Soldiers died in Gao, in northern Mali.", "Gao", "ML", "Gao"),
        ("Sudanese troops left Tripoli for Benghazi in Libya.", "Tripoli", "LY", "Tarabulus"),
        (
            "Lebanese police closed roads in Tripoli and Beirut.",
            "Tripoli",
            "LB",
            "North Governorate",
        ),
        ("Ukrainian shells fell on Horlivka in the Donetsk region.", "Horlivka", "UA", None),
    ],
)
def test_the_report_decides_between_places_of_one_name(
    knowledge: Knowledge, text: str, words: str, country: str, admin1: str | None
) -> None:
    place = read(knowledge, text).place(words)
    assert place.country == country, place.explanation
    assert place.latitude is not None
    if admin1 is not None:
        assert place.admin1 is not None
        assert place.admin1[:4] == admin1[:4] or country in ("LY", "LB")


@pytest.mark.parametrize(
    ("text", "words", "country"),
    [
        # listed abroad alone; the report's country wins, as far as it can be told
        ("Soldiers of Mali entered Moura, north of Mopti, in Mali, on Sunday.", "Moura", "ML"),
        ("Rebels held two pilots in Paro, in Papua, Indonesia said from Jakarta.", "Paro", "ID"),
        # abroad, and told so
        ("Mali's president flew to Moura, in Portugal.", "Moura", "PT"),
        # a large town abroad is itself, whatever the report is about
        ("The army of Mali in Gao and Kidal blamed Barcelona for it.", "Barcelona", "ES"),
    ],
)  # fmt: skip
def test_a_small_namesake_abroad_is_meant_only_where_the_report_is_about_it(
    knowledge: Knowledge, text: str, words: str, country: str
) -> None:
    assert read(knowledge, text).place(words).country == country


def test_a_stray_namesake_stays_a_candidate_with_the_reason(knowledge: Knowledge) -> None:
    place = read(knowledge, "Five died in Paro, in Papua, Indonesia's army said.").place("Paro")
    assert (place.method, place.country) != ("gazetteer", "BT")
    assert place.candidates


@pytest.mark.parametrize(
    ("text", "absent"),
    [
        ("Police in Jamaica shot a man on Cherry Tree Lane in May Pen.", "Lane"),
        ("Police raided a camp on Panay Island in the Philippines.", "Island"),
    ],
)
def test_a_noun_that_ends_a_name_is_no_place(knowledge: Knowledge, text: str, absent: str) -> None:
    assert absent not in read(knowledge, text).words()


def test_a_joined_name_is_not_its_first_half(knowledge: Knowledge) -> None:
    found = read(knowledge, "Patrols met near the village of Bulak-Orbo in Kyrgyzstan.")
    assert "Bulak-Orbo" in found.words()
    assert "Bulak" not in found.words()


def test_niger_is_not_nigeria(knowledge: Knowledge) -> None:
    found = read(
        knowledge, "Nigerien soldiers left Niger for Nigeria, where Nigerian police met them."
    )
    assert found.place("Niger").country == "NE"
    assert found.place("Nigeria").country == "NG"
    assert (found.name("Nigerien").use, found.name("Nigerien").country) == ("demonym", "NE")
    assert (found.name("Nigerian").use, found.name("Nigerian").country) == ("demonym", "NG")


@pytest.mark.parametrize(
    ("text", "language", "words", "use"),
    [
        ("Washington said on Monday it would send envoys.", "en", "Washington", "metonym"),
        ("Paris a démenti toute frappe dans la zone.", "fr", "Paris", "metonym"),
        ("Mali soldiers were ambushed at dawn.", "en", "Mali", "demonym"),
        ("Chad has seen several attacks this year.", "en", "Chad", "place"),
        ("L'armée tchadienne a riposté.", "fr", "tchadienne", "demonym"),
        ("The bomb went off in Baghdad.", "en", "Baghdad", "place"),
    ],
)
def test_what_a_name_does(
    knowledge: Knowledge, text: str, language: str, words: str, use: str
) -> None:
    assert read(knowledge, text, language).name(words).use == use


def test_persons_months_and_organisations_are_no_places(knowledge: Knowledge) -> None:
    text = (
        "Colonel Victoria Jackson of Operation Falcon said in March that Amnesty International "
        "and President Omar Kano had met on Sunday. Jackson left."
    )
    assert not {n.span.text for n in read(knowledge, text).names if n.use == "place"}


def test_a_number_in_words_is_no_place(knowledge: Knowledge) -> None:
    said = read(knowledge, "Trente et un militaires ont été tués à Gao, au Mali.", "fr")
    assert said.words() == {"Gao", "Mali"}
    meant = read(knowledge, "Un militaire a été tué à Trente, en Italie.", "fr")
    assert meant.place("Trente").country == "IT"


def test_an_ambiguous_demonym_follows_the_report(knowledge: Knowledge) -> None:
    found = read(knowledge, "Congolese troops fought rebels near Goma and Bukavu.")
    assert found.place("Congolese").country == "CD"


def test_an_undecided_name_is_unresolved_with_its_candidates(knowledge: Knowledge) -> None:
    found = read(knowledge, "The shop stands in Qorvenka.")
    place = found.place("Qorvenka")
    assert (place.method, place.latitude, place.radius_km) == ("unresolved", None, None)
    assert "no gazetteer lists it" in place.explanation


def test_regions_and_countries_say_how_coarse_they_are(knowledge: Knowledge) -> None:
    found = read(knowledge, "Fighting spread in Borno state, in Nigeria and across the Sahel.")
    assert (found.place("Borno").method, found.place("Borno").where_prec) == ("region", 4)
    assert found.place("Borno").region is not None
    assert (found.place("Nigeria").where_prec, found.place("Sahel").where_prec) == (6, 6)
    assert all((p.radius_km or 0) > 50 for p in found.places)


# ------------------------------------------------------------------------ located from the report

# (text, language, the unlisted name, a point it must be near, km, and the highest radius)
LOCATED = [
    (
        "Gunmen raided the village of Tarkoumba, about 40 km north-east of Gao, in Mali. Tarkoumba "
        "is 75 km from Ansongo.",
        "en", "Tarkoumba", (16.21, 0.30), 45, 60,
    ),
    (
        "A mine exploded in Zelnik, a village on the road between Kandahar and Lashkar Gah.",
        "en", "Zelnik", (31.60, 65.04), 60, 100,
    ),
    (
        "About 35 km west of Baidoa, the village of Qarsheel was shelled.",
        "en", "Qarsheel", (3.11, 43.34), 20, 30,
    ),
    (
        "The village of Boulkela lies halfway between Djibo and Dori in Burkina Faso.",
        "en", "Boulkela", (14.07, -0.83), 30, 50,
    ),
    (
        "Rebels burned Mavunde, 12 miles from Uganda's border with Congo and 30 miles from Kasese.",
        "en", "Mavunde", (0.3, 29.9), 60, 60,
    ),
    (
        "Militants stormed the army camp at Kurbalam, some 60 kilometres north of Maiduguri.",
        "en", "Kurbalam", (12.39, 13.15), 25, 60,
    ),
    (
        "Shelling hit Verkhnya Stinka, less than 10 miles from Bakhmut, in the Donetsk region.",
        "en", "Verkhnya Stinka", (48.59, 38.0), 18, 20,
    ),
    (
        "Le village de Tinzawa, à une vingtaine de kilomètres au nord de Ménaka, a été attaqué.",
        "fr", "Tinzawa", (16.10, 2.40), 12, 25,
    ),
    (
        "À 12 km de Bangassou, le campement de Ndoubala a brûlé, selon la gendarmerie.",
        "fr", "Ndoubala", (4.74, 22.82), 20, 30,
    ),
    (
        "Des hommes armés ont tué douze civils à Bolgourou, localité située à quelque 30 km au "
        "sud-est de Dori, au Burkina Faso, près de la frontière nigérienne.",
        "fr", "Bolgourou", (13.85, 0.15), 25, 40,
    ),
]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "language", "words", "near", "km", "radius"), LOCATED, ids=[c[2] for c in LOCATED]
)
def test_unlisted_places_are_located_from_their_clauses(
    knowledge: Knowledge,
    text: str,
    language: str,
    words: str,
    near: tuple[float, float],
    km: float,
    radius: float,
) -> None:
    place = read(knowledge, text, language).place(words)
    assert place.method == "from-report", place.explanation
    assert place.latitude is not None
    assert place.longitude is not None
    assert place.radius_km is not None
    assert place.region is not None
    assert distance_km(place.latitude, place.longitude, *near) < km, place.explanation
    assert place.radius_km < radius
    assert place.geonameid is None
    assert "“" in place.explanation


def test_a_clause_without_an_anchor_measures_from_the_site(knowledge: Knowledge) -> None:
    text = (
        "Gunmen attacked the town of Dorimba, 45 km north of Sokoto. The same group raided Kelwa, "
        "about 50 km east, in June."
    )
    found = read(knowledge, text)
    site, other = found.place("Dorimba"), found.place("Kelwa")
    assert site.latitude is not None
    assert site.longitude is not None
    assert other.latitude is not None
    assert other.longitude is not None
    away = distance_km(site.latitude, site.longitude, other.latitude, other.longitude)
    assert 30 < away < 70
    assert other.longitude > site.longitude
    assert (other.radius_km or 0) > (site.radius_km or 0)


def test_a_town_said_to_be_away_locates_the_site(knowledge: Knowledge) -> None:
    text = (
        "An explosion killed four people in the village of Harbouka on Friday. Soldiers came from "
        "Zinder, which is almost 60 km away."
    )
    place = read(knowledge, text).place("Harbouka")
    assert place.method == "from-report"
    assert "almost 60 km away" in place.explanation


def test_a_clause_that_contradicts_the_others_is_named(knowledge: Knowledge) -> None:
    text = (
        "The village of Tefela was attacked. Tefela is 30 km from Gao. Tefela lies 70 km from "
        "Ansongo. Tefela is 20 km from Nouakchott."
    )
    place = read(knowledge, text).place("Tefela")
    assert place.method == "from-report"
    assert "left out: “20 km from Nouakchott”" in place.explanation


def test_two_clauses_that_contradict_leave_a_place_unresolved(knowledge: Knowledge) -> None:
    text = "Gunmen hit the village of Tefela, 40 km east of Gao and 700 km south of Nouakchott."
    place = read(knowledge, text).place("Tefela")
    assert (place.method, place.latitude) == ("unresolved", None)
    assert "cannot all be true" in place.explanation


def test_near_the_border_with_a_country_is_not_in_it(knowledge: Knowledge) -> None:
    text = "Rebels shelled the town of Hadrane near the Turkish border in northern Syria."
    assert read(knowledge, text).place("Hadrane").country == "SY"


def test_a_listed_place_that_cannot_be_meant_is_not_taken(knowledge: Knowledge) -> None:
    # There is a town of this name in Texas and nowhere near.
    text = "Gunmen raided the village of Plano, 30 km north of Sokoto, in Nigeria."
    place = read(knowledge, text).place("Plano")
    assert (place.method, place.country) == ("from-report", "NG")


def test_a_listed_place_says_whether_the_report_puts_it_there(knowledge: Knowledge) -> None:
    text = "The market of Ansongo, 95 km south-east of Gao and 40 km from Ménaka, burned down."
    place = read(knowledge, text).place("Ansongo")
    assert place.method == "gazetteer"
    said = {c.span.text: c.met for c in place.clauses}
    assert said == {"95 km south-east of Gao": True, "40 km from Ménaka": False}
    assert "The report puts it there too: “95 km south-east of Gao”" in place.explanation
    assert "Against it the report says: “40 km from Ménaka”" in place.explanation


def test_an_area_is_not_measured_from_its_middle(knowledge: Knowledge) -> None:
    place = read(knowledge, "The Tillabéri region of Niger borders Mali.").place("Tillabéri")
    assert place.method == "region"
    assert place.clauses == ()


def test_a_located_place_keeps_its_clauses_met_and_not(knowledge: Knowledge) -> None:
    text = (
        "The village of Tefela was attacked. Tefela is 30 km from Gao. Tefela lies 70 km from "
        "Ansongo. Tefela is 20 km from Nouakchott."
    )
    place = read(knowledge, text).place("Tefela")
    assert [(c.span.text, c.met) for c in place.clauses] == [
        ("30 km from Gao", True),
        ("70 km from Ansongo", True),
        ("20 km from Nouakchott", False),
    ]
    assert all("km from" in c.means for c in place.clauses)


def test_a_village_that_is_listed_elsewhere_does_not_mislead_its_neighbours(
    knowledge: Knowledge,
) -> None:
    # There are places called Bila in Bosnia and in Ukraine; none is near these towns of Mali.
    text = (
        "Gunmen stormed the village of Bila, around 74 km north-west of Kolondiéba. The village is "
        "about 83 km from Yanfolila. It is also 7 km north-east of Bougouni."
    )
    found = read(knowledge, text)
    assert (found.place("Bila").method, found.place("Bila").country) == ("from-report", "ML")
    for town in ("Kolondiéba", "Yanfolila", "Bougouni"):
        assert (found.place(town).method, found.place(town).country) == ("gazetteer", "ML")


@pytest.mark.parametrize(
    ("text", "language", "name"),
    [
        (
            "Nine died in Zarkoum-Mango, about 60 km west of Tahoua, in Niger.",
            "en",
            "Zarkoum-Mango",
        ),
        ("Une mine a explosé à Garbal Madara (à 30 km au nord de Zinder).", "fr", "Garbal Madara"),
        ("Garbal Madara lies about 30 km north of Zinder.", "en", "Garbal Madara"),
    ],
)
def test_a_name_of_two_words_of_which_one_is_listed_is_one(
    knowledge: Knowledge, text: str, language: str, name: str
) -> None:
    assert read(knowledge, text, language).place(name).method == "from-report"


def test_a_name_joined_of_two_listed_ones_is_two(knowledge: Knowledge) -> None:
    assert {"Niger", "Mali"} <= read(knowledge, "Troops patrol the Niger-Mali border.").words()


# --------------------------------------------------------------------------------- invariants


@pytest.mark.parametrize(("text", "language"), [(c[0], c[1]) for c in LOCATED])
def test_every_span_is_the_text_and_no_place_is_invented(
    knowledge: Knowledge, text: str, language: str
) -> None:
    found = read(knowledge, text, language)
    ids = {p.id for p in found.places}
    last = 0
    for name in found.names:
        assert text[name.span.start : name.span.end] == name.span.text
        assert name.place in ids
        assert name.span.start >= last
        last = name.span.end
    for place in found.places:
        assert (place.latitude, place.longitude) != (0, 0)
        assert place.explanation
        assert all(text[s.start : s.end] == s.text for s in place.spans)


def test_the_same_text_gives_the_same_places(knowledge: Knowledge) -> None:
    text = LOCATED[0][0]
    assert read(knowledge, text).places == read(knowledge, text).places


def test_many_names_stay_quick(knowledge: Knowledge) -> None:
    towns = ["Agadez", "Zinder", "Maradi", "Tahoua", "Dosso", "Diffa", "Niamey", "Arlit", "Birni"]
    text = " ".join(f"Troops went from {a} to {b}." for a in towns for b in towns if a != b)
    document = annotate(Report.make(text), "en", knowledge)
    names, places = resolve_places(
        document, knowledge.gazetteer, knowledge.borders, PlaceLexicon.load("en")
    )
    assert len(names) > 120
    assert len(places) < 12


# ----------------------------------------------------------------- names and the areas behind them


@pytest.mark.parametrize(
    ("text", "language", "words", "country", "admin1"),
    [
        ("Two men died in Kafanchan, in Diffa region, Niger.", "en", "Kafanchan", "NE", "Diffa"),
        ("Gunmen raided Kandi, Rutshuru territory, in Congo.", "en", "Kandi", "CD", "Nord-Kivu"),
        ("Ils ont attaqué Kandi, territoire de Rutshuru.", "fr", "Kandi", "CD", "Nord-Kivu"),
    ],
)  # fmt: skip
def test_an_area_right_behind_a_name_rules_out_namesakes_elsewhere(
    knowledge: Knowledge, text: str, language: str, words: str, country: str, admin1: str
) -> None:
    place = read(knowledge, text, language).place(words)
    assert (place.country, place.admin1, place.method) == (country, admin1, "from-report")


def test_an_unlisted_spelling_goes_before_the_area_it_lies_in(knowledge: Knowledge) -> None:
    text = "Un drone a visé une voiture près de Marjayoune, dans le sud du Liban."
    place = read(knowledge, text, "fr").place("Marjayoune")
    assert (place.name, place.method) == ("Marjayoun", "gazetteer")


def test_a_wind_is_a_region_only_where_the_report_is(knowledge: Knowledge) -> None:
    abroad = read(
        knowledge, "Cinq soldats ont été tués dans le Sud-Est algérien, selon Alger.", "fr"
    )
    assert "Sud-Est" not in abroad.words()
    home = read(knowledge, "Deux instituteurs ont été tués dans le Nord-Ouest, au Cameroun.", "fr")
    assert home.place("Nord-Ouest").country == "CM"


@pytest.mark.parametrize(
    ("text", "language", "words"),
    [
        ("Ten died at a mill in Mora Bango, police in Cameroon said.", "en", "Mora Bango"),
        ("Trois soldats ont été tués à N'Gourtoua, au Niger.", "fr", "N'Gourtoua"),
        ("A girl died in a house in Zuku District, Nigeria.", "en", "Zuku"),
        ("A gunman killed nine in the Garden District of Toledo, Ohio.", "en", "Toledo"),
    ],
)  # fmt: skip
def test_a_name_is_found_whole(knowledge: Knowledge, text: str, language: str, words: str) -> None:
    assert words in read(knowledge, text, language).words()


@pytest.mark.parametrize(
    ("text", "language", "words", "at", "within_km"),
    [
        ("Pirates boarded a tanker 60 nautical miles south of Lomé, Togo.", "en",
         "60 nautical miles south of Lomé", (5.13, 1.22), 45),
        ("A convoy to Menaka was ambushed 40 km east of Gao, in Mali.", "en", "40 km east of Gao",
         (16.27, 0.33), 25),
        ("Un bus a sauté à une quinzaine de kilomètres au sud de Maroua, au Cameroun.", "fr",
         "une quinzaine de kilomètres au sud de Maroua", (10.46, 14.33), 15),
    ],
)  # fmt: skip
def test_a_measured_spot_without_a_name_is_a_place(
    knowledge: Knowledge,
    text: str,
    language: str,
    words: str,
    at: tuple[float, float],
    within_km: float,
) -> None:
    place = read(knowledge, text, language).place(words)
    assert place.method == "from-report"
    assert place.latitude is not None
    assert place.longitude is not None
    assert distance_km(place.latitude, place.longitude, *at) < within_km


def test_a_measure_is_told_of_the_village_named_before_it(knowledge: Knowledge) -> None:
    read_ = read(knowledge, "The village of Tibbezi, 30 km north of Gao, in Mali, was raided.")
    assert "30 km north of Gao" not in read_.words()


@pytest.mark.parametrize(
    ("text", "language", "words"),
    [
        ("The blast was on the outskirts of Zuberwa, police in Nigeria said.", "en", "Zuberwa"),
        ("Rebels stormed Bamweko before dawn, said an officer in Uganda.", "en", "Bamweko"),
        ("Ils ont pillé Tibézawé, au Tchad.", "fr", "Tibézawé"),
        ("Le maire de Zouberwa a confirmé l'attaque, au Niger.", "fr", "Zouberwa"),
    ],
)
def test_what_is_done_to_a_name_shows_it_to_be_a_place(
    knowledge: Knowledge, text: str, language: str, words: str
) -> None:
    assert words in read(knowledge, text, language).words()


def test_a_neighbouring_region_does_not_hold_the_site(knowledge: Knowledge) -> None:
    text = (
        "Gunmen seized pupils in the town of Kurigawa, in Nigeria's Kaduna state, on Monday. "
        "The army found them in a forest of neighbouring Zamfara state."
    )
    assert read(knowledge, text).place("Kurigawa").admin1 == "Kaduna"


@pytest.mark.parametrize(
    ("text", "language", "words"),
    [
        ("They burnt the villages of Tumbo, Kengewa and Wasulu in Kaduna state, Nigeria.", "en",
         ("Tumbo", "Kengewa", "Wasulu")),
        ("Des combats ont eu lieu à Bihamba, Nguba et Kiroli, dans l'Ituri, en RDC.", "fr",
         ("Bihamba", "Nguba", "Kiroli")),
    ],
)  # fmt: skip
def test_a_list_of_places_lies_where_its_last_name_does(
    knowledge: Knowledge, text: str, language: str, words: tuple[str, ...]
) -> None:
    found = read(knowledge, text, language)
    places = [found.place(word) for word in words]
    assert all(place.method == "from-report" for place in places)
    assert len({(place.country, place.latitude) for place in places}) == 1


@pytest.mark.parametrize(
    ("text", "absent"),
    [
        ("Police Chief Jay McDonald said that a man was shot in Toledo, Ohio.", "McDonald"),
        ("Officers in Toledo, Ohio, arrested Tyrone Hill, 29, on Sunday.", "Tyrone"),
        ("Rebels killed Juan Gomar and Alvaro Bessera near Tame, in Colombia.", "Alvaro Bessera"),
        ("A patrol was attacked in the Serb-majority north of Kosovo.", "Serb-majority"),
        ("A guard in Jenin, who gave his name only as Hassan, said he fled.", "Hassan"),
        ("The army in Jenin named the brothers Basel and Mohammed Ghazawi.", "Basel"),
        ("'We ran,' said Marina, who got out of a cellar in Kherson.", "Marina"),
        ("Her friend Marion Austin, 68, died in Toledo, Ohio.", "Austin"),
        ("Neighbours laid out bodies in the church of San Francisco in La Paz.", "San Francisco"),
        ("A man was killed in the basilica Notre-Dame in Nice, in France.", "Notre-Dame"),
    ],
)
def test_what_belongs_to_a_person_is_no_place(knowledge: Knowledge, text: str, absent: str) -> None:
    named = [n.span.text for n in read(knowledge, text).names if n.use == "place"]
    assert absent not in named


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("A bomb killed two soldiers in Puerto Jordan, in Colombia.", "Puerto Jordan"),
        ("Aid workers left Cox's Bazar, in Bangladesh.", "Cox's Bazar"),
    ],
)
def test_a_name_keeps_its_head_and_its_apostrophe(
    knowledge: Knowledge, text: str, words: str
) -> None:
    assert words in read(knowledge, text).words()


@pytest.mark.parametrize(
    "text",
    [
        "Corin Austin, 31, was held in Tulsa. Austin says nothing.",
        'Hector "Boots" Austin ran in Tulsa. Austin hid in a shed.',
        "A nurse in Tulsa saw 52-year-old Quill Austin fall. Austin died.",
        "Police in Tulsa shot Robin Merro-Austin. It was night.",
        "The chief of the village, Kimwe Austin, fled to Tulsa.",
        "The mayor, Cesar Valencia, was shot dead in Tulsa.",
    ],
)
def test_a_surname_is_no_place(knowledge: Knowledge, text: str) -> None:
    names = [n.span.text for n in read(knowledge, text).names if n.use == "place"]
    assert names == ["Tulsa"]


@pytest.mark.parametrize(
    ("text", "person"),
    [
        (
            "The head of Kerrin District, Babaru Sanwe-Oluwa, was shot in Tulsa.",
            "Babaru Sanwe-Oluwa",
        ),
        ("On March 10, the mayor of Aguililla, César Valencia, was shot in Mexico.", "Valencia"),
    ],
)
def test_who_heads_a_region_is_no_place(knowledge: Knowledge, text: str, person: str) -> None:
    named = [n.span.text for n in read(knowledge, text).names if n.use == "place"]
    assert person not in named


def test_a_region_behind_an_office_is_a_place(knowledge: Knowledge) -> None:
    words = read(knowledge, "The mayor of Albany, New York, was shot.").words()
    assert words == {"Albany", "New York"}


def test_a_number_behind_a_town_is_no_age(knowledge: Knowledge) -> None:
    words = read(knowledge, "In Cedar Rapids, 29 people died, and in Austin, 3.").words()
    assert words == {"Cedar Rapids", "Austin"}


@pytest.mark.parametrize(
    ("text", "language", "words"),
    [
        (
            "Armed men came and burnt down the village of Santo Domingo Yosol in Mexico.",
            "en",
            "Santo Domingo Yosol",
        ),
        ("Soldiers opened fire in Pi Thmar commune, Kratie province.", "en", "Pi Thmar"),
        ("Un engin a explosé à l'entrée de Ras al-Bahar, en Syrie.", "fr", "Ras al-Bahar"),
        ("Six farmers died near San Pedro de Uraya, in Colombia.", "en", "San Pedro de Uraya"),
    ],
)
def test_an_unlisted_name_is_taken_whole(
    knowledge: Knowledge, text: str, language: str, words: str
) -> None:
    assert words in read(knowledge, text, language).words()


@pytest.mark.parametrize(
    ("text", "absent"),
    [
        ("Two traders from the Zahara minority died in Quetta.", "Zahara"),
        ("Ethnic Zahara fled. Many ethnic Zahara live in Quetta.", "Zahara"),
        ("Zahara-speaking herders were shot near Quetta.", "Zahara"),
        ("Workers died on the Trans-Papua road.", "Trans"),
    ],
)
def test_a_people_is_no_place(knowledge: Knowledge, text: str, absent: str) -> None:
    assert absent not in read(knowledge, text).words()


def test_where_a_body_sits_is_not_what_a_clause_tells_of(knowledge: Knowledge) -> None:
    read_ = read(
        knowledge,
        "Kind Parks, which is based in Johannesburg, said its team was ambushed about 15 kilometres"
        " from the border with Burkina Faso, in the north of Benin.",
    )
    assert read_.place("Johannesburg").country == "ZA"
    assert read_.name("Johannesburg").use == "metonym"


def test_a_town_taken_up_by_its_noun_is_no_second_spot(knowledge: Knowledge) -> None:
    text = "Une voiture a explosé à Al-Bab. La ville, à 30 kilomètres de la frontière turque, dort."
    assert all("kilomètres" not in words for words in read(knowledge, text, "fr").words())


def test_a_noun_behind_another_name_tells_nothing_of_the_next(knowledge: Knowledge) -> None:
    names = read(knowledge, "Six died in Snuol commune, Kratie province, in Cambodia.")
    assert names.place("Kratie").method == "region"


@pytest.mark.parametrize(
    ("text", "language", "words", "town"),
    [
        (
            "Four died in the Dniprovskyi district of Kherson, in Ukraine.",
            "en",
            "Dniprovskyi",
            "Kherson",
        ),
        ("A bomb hit the Hazarganji neighbourhood of Quetta.", "en", "Hazarganji", "Quetta"),
        ("Two men were shot in Quetta's Hazarganji area.", "en", "Hazarganji", "Quetta"),
        ("Un homme est mort dans le quartier de Maurepas, à Rennes.", "fr", "Maurepas", "Rennes"),
    ],
)
def test_a_quarter_lies_in_its_town(
    knowledge: Knowledge, text: str, language: str, words: str, town: str
) -> None:
    found = read(knowledge, text, language)
    quarter, around = found.place(words), found.place(town)
    assert quarter.method == "from-report"
    assert quarter.country == around.country
    assert quarter.latitude is not None
    assert quarter.longitude is not None
    assert around.latitude is not None
    assert around.longitude is not None
    away = distance_km(quarter.latitude, quarter.longitude, around.latitude, around.longitude)
    assert around.where_prec != 1 or away < 13


def test_a_district_of_a_country_or_region_is_no_quarter(knowledge: Knowledge) -> None:
    found = read(
        knowledge, "Six died in Azerbaijan's Kalbazar district, near the village of Susuz."
    )
    assert "a quarter of" not in found.place("Kalbazar").explanation


@pytest.mark.parametrize(
    ("text", "absent"),
    [
        ("A bomber killed 63 at the Dubai City wedding hall in Kabul.", "Dubai City"),
        ("Guns stand on the left bank of the Dnipro, across from Kherson.", "Dnipro"),
    ],
)
def test_a_business_and_a_river_are_no_towns(knowledge: Knowledge, text: str, absent: str) -> None:
    assert absent not in read(knowledge, text).words()


def test_a_name_with_a_small_word_between_hyphens_is_one(knowledge: Knowledge) -> None:
    words = read(knowledge, "Forty pupils died in Dasht-e-Barchi, in west Kabul.").words()
    assert words == {"Dasht-e-Barchi", "Kabul"}


def test_a_town_known_everywhere_is_no_stray(knowledge: Knowledge) -> None:
    text = "Nine died in Samaniego, in Colombia. Pasto and Cali mourn. The UN spoke in Geneva."
    assert read(knowledge, text).place("Geneva").country == "CH"

"""What ACLED's, UCDP's and PLOVER's files may hold, written from their codebooks and not from our code."""

from __future__ import annotations

from datetime import date as Day
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

Text = Annotated[str, Field(min_length=1)]
Latitude = Annotated[float, Field(ge=-90, le=90)]
Longitude = Annotated[float, Field(ge=-180, le=180)]
Count = Annotated[int, Field(ge=0)]
Inter = Literal[
    "State forces",
    "Rebel group",
    "Political militia",
    "Identity militia",
    "Rioters",
    "Protesters",
    "Civilians",
    "External/Other forces",
]
SUB_EVENTS = {
    "Battles": {"Government regains territory", "Non-state actor overtakes territory", "Armed clash"},
    "Explosions/Remote violence": {
        "Chemical weapon",
        "Air/drone strike",
        "Suicide bomb",
        "Shelling/artillery/missile attack",
        "Remote explosive/landmine/IED",
        "Grenade",
    },
    "Violence against civilians": {"Sexual violence", "Attack", "Abduction/forced disappearance"},
    "Protests": {"Excessive force against protesters", "Protest with intervention", "Peaceful protest"},
    "Riots": {"Violent demonstration", "Mob violence"},
    "Strategic developments": {
        "Agreement",
        "Arrests",
        "Change to group/activity",
        "Disrupted weapons use",
        "Headquarters or base established",
        "Looting/property destruction",
        "Non-violent transfer of territory",
        "Other",
    },
}
ACLED_COLUMNS = "event_id_cnty event_date year time_precision disorder_type event_type sub_event_type actor1 assoc_actor_1 inter1 actor2 assoc_actor_2 inter2 interaction civilian_targeting iso region country admin1 admin2 admin3 location latitude longitude geo_precision source source_scale notes fatalities tags timestamp".split()
UCDP_COLUMNS = "id relid year active_year code_status type_of_violence conflict_dset_id conflict_new_id conflict_name dyad_dset_id dyad_new_id dyad_name side_a_dset_id side_a_new_id side_a side_b_dset_id side_b_new_id side_b number_of_sources source_article source_office source_date source_headline source_original where_prec where_coordinates where_description adm_1 adm_2 latitude longitude geom_wkt priogrid_gid country country_id region event_clarity date_prec date_start date_end deaths_a deaths_b deaths_civilians deaths_unknown best high low gwnoa gwnob".split()


class Strict(BaseModel):
    model_config = ConfigDict(extra="forbid")


class AcledEvent(Strict):
    event_id_cnty: Annotated[str, Field(pattern=r"^[A-Z]{3}-.")]
    event_date: Day
    year: int
    time_precision: Literal["1", "2", "3"]
    disorder_type: Literal["Political violence", "Demonstrations", "Political violence; Demonstrations", "Strategic developments"]
    event_type: str
    sub_event_type: str
    actor1: Text
    assoc_actor_1: str
    inter1: Inter
    actor2: str
    assoc_actor_2: str
    inter2: Inter | Literal[""]
    interaction: Text
    civilian_targeting: Literal["", "Civilian targeting"]
    iso: Annotated[int, Field(ge=0, le=999)]
    region: Text
    country: Text
    admin1: str
    admin2: str
    admin3: str
    location: Text
    latitude: Latitude
    longitude: Longitude
    geo_precision: Literal["1", "2", "3"]
    source: str
    source_scale: str
    notes: Text
    fatalities: Count
    tags: str
    timestamp: Count

    @model_validator(mode="after")
    def fits_together(self) -> AcledEvent:
        assert self.sub_event_type in SUB_EVENTS[self.event_type]
        assert self.year == self.event_date.year
        assert bool(self.actor2) == bool(self.inter2)
        return self


class UcdpEvent(Strict):
    id: Text
    relid: Text
    year: int
    active_year: str
    code_status: Text
    type_of_violence: Literal["1", "2", "3"]
    conflict_dset_id: str
    conflict_new_id: str
    conflict_name: Text
    dyad_dset_id: str
    dyad_new_id: str
    dyad_name: str
    side_a_dset_id: str
    side_a_new_id: str
    side_a: str
    side_b_dset_id: str
    side_b_new_id: str
    side_b: str
    number_of_sources: Count
    source_article: str
    source_office: str
    source_date: str
    source_headline: str
    source_original: str
    where_prec: Literal["1", "2", "3", "4", "5", "6", "7"]
    where_coordinates: Text
    where_description: Text
    adm_1: str
    adm_2: str
    latitude: Latitude
    longitude: Longitude
    geom_wkt: Annotated[str, Field(pattern=r"^POINT \(-?\d+\.\d+ -?\d+\.\d+\)$")]
    priogrid_gid: Annotated[int, Field(ge=1, le=259200)]
    country: Text
    country_id: int | Literal[""]
    region: Literal["Europe", "Middle East", "Asia", "Africa", "Americas"]
    event_clarity: Literal["1", "2"]
    date_prec: Literal["1", "2", "3", "4", "5"]
    date_start: Day
    date_end: Day
    deaths_a: Count
    deaths_b: Count
    deaths_civilians: Count
    deaths_unknown: Count
    best: Count
    high: Annotated[int, Field(ge=1)]
    low: Count
    gwnoa: int | Literal[""]
    gwnob: int | Literal[""]

    @model_validator(mode="after")
    def adds_up(self) -> UcdpEvent:
        assert self.low <= self.best <= self.high
        assert self.deaths_a + self.deaths_b + self.deaths_civilians + self.deaths_unknown == self.best
        assert self.date_start <= self.date_end
        return self


class Entity(Strict):
    code: str | None
    sector: str | None
    entity_text: Text


class Location(Strict):
    extracted_place: Text
    resolved_place: str | None
    lat: Latitude | None
    lon: Longitude | None
    district: str | None
    province: str | None
    country: str | None
    country_code: str | None
    resolution: Annotated[int, Field(ge=1, le=5)] | None


class Size(Strict):
    dead: Count | None = None
    injured: Count | None = None
    arrested: Count | None = None


class TextInfo(Strict):
    start: Count
    end: Count


class CiteInfo(Strict):
    citation: str
    url: str | None
    title: str | None
    language: str | None
    publication: str | None
    license: str
    coder: str
    codebook: str
    version: str


class PloverEvent(Strict):
    id: Text
    date: Day
    enddate: Day | None = None
    actor: list[Entity]
    recipient: list[Entity]
    event: Annotated[
        list[
            Literal[
                "AGREE",
                "CONSULT",
                "SUPPORT",
                "CONCEDE",
                "COOPERATE",
                "AID",
                "RETREAT",
                "REQUEST",
                "ACCUSE",
                "REJECT",
                "THREATEN",
                "PROTEST",
                "SANCTION",
                "MOBILIZE",
                "COERCE",
                "ASSAULT",
            ]
        ],
        Field(min_length=1),
    ]
    mode: list[str]
    context: list[str]
    has_event: bool
    event_loc: Location | None = None
    event_text: list[Annotated[str, Field(max_length=300)]]
    size: Size | None = None
    link: str | None
    text: None
    text_info: TextInfo | None = None
    cite_info: CiteInfo | None = None
    coder: Text
    coded_date: Day
    comment: Text

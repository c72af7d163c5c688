"""A desk with hand-made records: one happening told three times, and what was made of it."""

from __future__ import annotations

from datetime import date, timedelta

from tests.web.paper import Paper
from tests.web.paper_reports import (
    KNOWN_AT,
    TEXT_A,
    TEXT_B,
    TEXT_C,
    TEXT_HOSTILE,
    make_actor,
    make_claim,
    make_day,
    make_place,
    make_report,
)
from trucewatch.model import (
    Account,
    Act,
    Actor,
    Agreement,
    Area,
    AreaKind,
    Backing,
    Chain,
    Claim,
    Clause,
    ClauseKind,
    Comparison,
    Counted,
    EventType,
    Figure,
    FigureRange,
    Finding,
    FindingState,
    Grade,
    Grading,
    Incident,
    Interval,
    Link,
    Match,
    Place,
    Precision,
    Reading,
    Realis,
    Relation,
    Stake,
    State,
    Statement,
    TimeWords,
    Ultimatum,
    Unread,
)


def _grades(a: Claim, b: Claim, c: Claim) -> tuple[Grading, ...]:
    """What is said of the shelling, statement by statement."""
    ministry = Backing("Turkish defence ministry", Stake.ADVERSARY, ("A", "C"), (a.quote, c.quote))
    own_dead = Backing("Turkish defence ministry", Stake.ITSELF, ("A", "C"), (a.figures[0].span, c.figures[0].span))
    paper = Backing("Северный вестник", Stake.NO_PARTY, ("B",), (b.figures[0].span,))
    both = "carried by 2 independent origins: Turkish defence ministry, Северный вестник"
    return (
        Grading(Statement.HAPPENED, Grade.CORROBORATED, "", both, (ministry, paper)),
        Grading(Statement.BY_WHOM, Grade.ALLEGED, "Syrian government side", "one origin only: Северный вестник", (paper,)),
        Grading(
            Statement.HOW_MANY,
            Grade.CONTESTED,
            "6 to at least 8",
            "accounts differ on the number killed",
            (own_dead, paper),
            Counted.KILLED,
        ),
        Grading(
            Statement.HOW_MANY,
            Grade.ADMITTED,
            "at least 8",
            "said of its own side by Turkish defence ministry",
            (own_dead,),
            Counted.KILLED,
        ),
    )


def make_desk() -> Paper:
    a = make_report("levant-post-11", TEXT_A, "The Levant Post", date(2020, 2, 11), "en")
    b = make_report("severny vestnik/10", TEXT_B, "Северный вестник", date(2020, 2, 10), "ru")
    c = make_report("minbar-11", TEXT_C, "منبر الشمال", date(2020, 2, 11), "ar")
    h = make_report("hostile", TEXT_HOSTILE, '<b>"Outlet" & Sons</b>', date(2020, 2, 12), "en")
    monday = date(2020, 2, 10)

    killed_a = Figure(Counted.KILLED, 8, None, a.quote("At least 8 soldiers"), "TUR:MIL")
    wounded_a = Figure(Counted.WOUNDED, 20, 20, a.quote("20 people"))
    shelling_a = make_claim(
        a,
        "At least 8 soldiers were killed when shells hit a Turkish observation post near Saraqib on Monday",
        EventType.ASSAULT,
        "heavy-weapons",
        trigger=a.quote("hit"),
        recipient=(make_actor(a, "soldiers", "TUR:MIL"),),
        place=make_place(a, "Saraqib", "Saraqib", "place-saraqib", 35.86412, 36.80598),
        time=make_day(monday, a.quote("Monday")),
        speaker=Actor(a.quote("the defence ministry"), "TUR:MIL", name="Turkish defence ministry"),
        figures=(killed_a, wounded_a),
        confidence=0.83,
    )
    killed_b = Figure(Counted.KILLED, 6, 6, b.quote("Шестеро"), "TUR:MIL")
    shelling_b = make_claim(
        b,
        "Шестеро турецких военнослужащих погибли 10 февраля у Саракиба",
        EventType.ASSAULT,
        "heavy-weapons",
        trigger=b.quote("погибли"),
        actor=(make_actor(b, "сирийские правительственные силы", "SYR:MIL"),),
        recipient=(make_actor(b, "турецких военнослужащих", "TUR:MIL"),),
        place=make_place(b, "Саракиба", "Saraqib", "place-saraqib", 35.86412, 36.80598),
        time=make_day(monday, b.quote("10 февраля")),
        speaker=Actor(b.quote("корреспондент Алексей Воскресенский")),
        figures=(killed_b,),
        confidence=0.71,
    )
    killed_c = Figure(Counted.KILLED, 8, 8, c.quote("ثمانية جنود"), "TUR:MIL")
    shelling_c = make_claim(
        c,
        "ثمانية جنود أتراك قتلوا الاثنين قرب سراقب",
        EventType.ASSAULT,
        "heavy-weapons",
        trigger=c.quote("قتلوا"),
        recipient=(make_actor(c, "جنود أتراك", "TUR:MIL"),),
        place=make_place(c, "سراقب", "Saraqib", "place-saraqib", 35.86412, 36.80598),
        time=make_day(monday, c.quote("الاثنين")),
        time_words=TimeWords(c.quote("الاثنين")),
        speaker=Actor(c.quote("متحدث")),
        figures=(killed_c,),
        confidence=0.66,
    )
    threat = make_claim(
        a,
        "We will answer every shell",
        EventType.THREATEN,
        "violence",
        realis=Realis.CONDITIONAL,
        trigger=a.quote("answer"),
        actor=(make_actor(a, "Defence Minister Kemal Öztürkoğlu", "TUR"),),
        place=make_place(a, "Kırıkkale", "Kırıkkale", None),
        speaker=Actor(a.quote("Defence Minister Kemal Öztürkoğlu"), "TUR", name="Kemal Öztürkoğlu"),
        direct_quote=True,
    )
    convoy_a = make_claim(
        a,
        "Ankara will send two more convoys to the posts this week",
        EventType.MOBILIZE,
        "troops",
        realis=Realis.FUTURE,
        trigger=a.quote("send"),
        actor=(make_actor(a, "Ankara", "TUR"),),
        time=Interval(monday, monday + timedelta(days=7), Precision.WEEK, a.quote("this week")),
    )
    convoy_c = make_claim(
        c,
        "الجيش أرسل قافلتين إلى نقاط المراقبة",
        EventType.MOBILIZE,
        "troops",
        trigger=c.quote("أرسل"),
        actor=(make_actor(c, "الجيش", "TUR:MIL"),),
    )
    demand = make_claim(
        a,
        "Turkey wants Syrian government forces to withdraw behind the line of posts by the end of February",
        EventType.REQUEST,
        "yield",
        realis=Realis.CONDITIONAL,
        trigger=a.quote("wants"),
        actor=(make_actor(a, "Turkey", "TUR"),),
        recipient=(make_actor(a, "Syrian government forces", "SYR:MIL"),),
        deadline=make_day(date(2020, 2, 29), a.quote("by the end of February")),
    )
    inner = make_claim(a, "withdraw behind the line of posts", EventType.RETREAT, "withdraw", realis=Realis.CONDITIONAL)
    hostile = make_claim(
        h,
        'Rebels \u202eshelled\u202c the town of =HYPERLINK("x") with \x00 mortars',
        EventType.ASSAULT,
        "heavy-weapons",
        actor=(make_actor(h, "Rebels", None),),
        place=Place(h.quote('=HYPERLINK("x")'), '=HYPERLINK("x")'),
        time=make_day(date(2020, 2, 12)),
    )

    accounts = (
        Account(
            "A",
            a.id,
            "The Levant Post",
            (shelling_a.id,),
            ("Turkish defence ministry",),
            "Turkish defence ministry",
            "cites the ministry",
            (
                Chain(
                    (shelling_a.id,),
                    "Turkish defence ministry",
                    (Link("Turkish defence ministry", "cites the ministry", a.quote("the defence ministry")),),
                    "TUR",
                ),
            ),
        ),
        Account(
            "B",
            b.id,
            "Северный вестник",
            (shelling_b.id,),
            ("Алексей Воскресенский",),
            "Северный вестник",
            "its own correspondent",
            (Chain((shelling_b.id,), "Северный вестник"),),
        ),
        Account(
            "C",
            c.id,
            "منبر الشمال",
            (shelling_c.id,),
            (),
            "Turkish defence ministry",
            "same figure and same words as A (likely)",
            (
                Chain(
                    (shelling_c.id,),
                    "Turkish defence ministry",
                    (
                        Link("The Levant Post", "same figure and same words as A", shelling_c.quote, likely=True, letter="A"),
                        Link("Turkish defence ministry", "cites the ministry", a.quote("the defence ministry")),
                    ),
                    "TUR",
                ),
            ),
        ),
    )
    shelling = Incident(
        id="inc-saraqib",
        type=EventType.ASSAULT,
        mode="heavy-weapons",
        realis=Realis.ACTUAL,
        actor=("SYR:MIL",),
        recipient=("TUR:MIL",),
        place=shelling_a.place,
        time=make_day(monday),
        claim_ids=(shelling_a.id, shelling_b.id, shelling_c.id),
        accounts=accounts,
        figures=(
            FigureRange(
                Counted.KILLED, 6, None, (("A", 8, None, killed_a.span), ("B", 6, 6, killed_b.span), ("C", 8, 8, killed_c.span))
            ),
            FigureRange(Counted.WOUNDED, 20, 20, (("A", 20, 20, wounded_a.span),)),
        ),
        comparisons=(
            Comparison(
                Relation.DIFFERENT_NUMBERS,
                "A",
                "B",
                killed_a.span,
                killed_b.span,
                "At least 8 in A, 6 in B: no number satisfies both.",
            ),
            Comparison(Relation.AGREE, "A", "C", killed_a.span, killed_c.span, "8 satisfies both."),
            Comparison(
                Relation.DIFFERENT_NAMING,
                "A",
                "B",
                shelling_a.recipient[0].span,
                shelling_b.recipient[0].span,
                "One party, two words for it.",
            ),
            Comparison(Relation.ONLY_IN_ONE, "B", None, shelling_b.actor[0].span, None, "Only B says who fired."),
        ),
        matches=(
            Match(shelling_a.id, shelling_b.id, 0.91, ("same day", "same place", "same harmed party")),
            Match(shelling_a.id, shelling_c.id, 0.94, ("same day", "same place", "same figure")),
        ),
        state=State.CONTESTED,
        state_reason="Two independent origins tell of it and contradict each other on how many were killed",
        grades=_grades(shelling_a, shelling_b, shelling_c),
    )
    convoy = Incident(
        id="inc-convoy",
        type=EventType.MOBILIZE,
        mode="troops",
        realis=Realis.FUTURE,
        actor=("TUR",),
        recipient=(),
        place=None,
        time=convoy_a.time,
        claim_ids=(convoy_a.id, convoy_c.id),
        accounts=(
            Account("A", a.id, "The Levant Post", (convoy_a.id,), (), "The Levant Post", "the reporter’s own voice"),
            Account("B", c.id, "منبر الشمال", (convoy_c.id,), (), "منبر الشمال", "a spokesman not named elsewhere"),
        ),
        figures=(),
        comparisons=(
            Comparison(
                Relation.PLANNED_DONE, "A", "B", a.quote("will send"), c.quote("أرسل"), "A announces what B says was done."
            ),
        ),
        matches=(),
        state=State.CORROBORATED,
        state_reason="Two independent origins agree that convoys go to the posts",
    )
    threat_incident = Incident(
        id="inc-threat",
        type=EventType.THREATEN,
        mode="violence",
        realis=Realis.CONDITIONAL,
        actor=("TUR",),
        recipient=(),
        place=threat.place,
        time=make_day(date(2020, 2, 11)),
        claim_ids=(threat.id,),
        accounts=(
            Account("A", a.id, "The Levant Post", (threat.id,), ("Kemal Öztürkoğlu",), "Kemal Öztürkoğlu", "his own words"),
        ),
        figures=(),
        comparisons=(),
        matches=(),
        state=State.ALLEGED,
        state_reason="One origin says so",
    )
    hostile_incident = Incident(
        id="inc-hostile",
        type=EventType.ASSAULT,
        mode="heavy-weapons",
        realis=Realis.ACTUAL,
        actor=(),
        recipient=(),
        place=hostile.place,
        time=hostile.time,
        claim_ids=(hostile.id,),
        accounts=(Account("A", h.id, '<b>"Outlet" & Sons</b>', (hostile.id,), (), "<i>origin</i>", "<script>reason</script>"),),
        figures=(),
        comparisons=(),
        matches=(),
        state=State.NOT_ASSESSABLE,
        state_reason="Nobody could look",
    )
    agreement = Agreement(
        id="SOC18",
        title="Memorandum on stabilising the Idlib de-escalation area",
        signed=date(2018, 9, 17),
        effective=date(2018, 9, 17),
        ended=None,
        signatories=("RUS", "TUR"),
        guarantor_of=(("RUS", "SYR:GOV"),),
        bound=("SYR:GOV",),
        sources=("UN S/2018/852",),
        areas=(
            Area("DEZ", "Idlib de-escalation area", AreaKind.ADMIN, ("Idlib",)),
            Area("DMZ", "Demilitarised zone", AreaKind.UNKNOWN, width_km=15.0),
        ),
        clauses=(
            Clause(
                "SOC18-1",
                ClauseKind.PROTECTION,
                "Observation posts are kept and go on working",
                ("TUR",),
                area="DEZ",
                start=date(2018, 9, 17),
            ),
            Clause(
                "SOC18-2",
                ClauseKind.PROHIBITION,
                "No attack on the area; the status quo is kept",
                ("RUS",),
                ("RUS",),
                area="DEZ",
                start=date(2018, 9, 17),
                breaks=(Act((EventType.ASSAULT,)),),
                readings=(Reading("debtor", "Russia answers for the government side", "press of 2018"),),
            ),
            Clause("SOC18-3", ClauseKind.DEFINITION, "A demilitarised zone 15 to 20 km deep", ("RUS", "TUR"), area="DMZ"),
            Clause("SOC18-6", ClauseKind.DEADLINE, "Heavy weapons leave the zone", (), area="DMZ", deadline=date(2018, 10, 10)),
        ),
    )
    findings = (
        Finding(
            "fin-1",
            shelling.id,
            "SOC18",
            "SOC18-2",
            FindingState.CONTESTED,
            ("TUR",),
            ("RUS",),
            ("the harmed party is protected by the clause", "the place lies in the area", "the debtor denies it"),
            (shelling_a.quote,),
        ),
        Finding(
            "fin-2",
            shelling.id,
            "SOC18",
            "SOC18-1",
            FindingState.CORROBORATED,
            ("TUR",),
            ("SYR:MIL",),
            ("a post was hit",),
            (shelling_b.quote,),
        ),
        Finding(
            "fin-3",
            hostile_incident.id,
            "SOC18",
            "SOC18-3",
            FindingState.NOT_ASSESSABLE,
            (),
            (),
            ("the lines were never published",),
            (),
        ),
    )
    ultimatum = Ultimatum(
        id="ult-posts",
        issuer=("TUR",),
        addressee=("SYR:MIL",),
        demand=a.quote("withdraw behind the line of posts"),
        place="the line of posts",
        issued=date(2020, 2, 5),
        deadline=date(2020, 2, 29),
        claim_ids=(demand.id,),
        restated_on=(date(2020, 2, 11),),
        consequence=a.quote("We will answer every shell"),
    )
    return Paper(
        KNOWN_AT,
        (shelling, convoy, threat_incident, hostile_incident),
        (shelling_a, shelling_b, shelling_c, threat, convoy_a, convoy_c, demand, inner, hostile),
        (a, b, c, h),
        (Unread("archive/scan-0007.pdf", "a PDF without text"), Unread("feed.xml#14", "no text after cleaning")),
        findings,
        (ultimatum,),
        (agreement,),
    )

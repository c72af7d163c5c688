"""What was logged in the invented valley besides what was perceived: patrols stopped, weapons, and when nobody could look."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, time

from tools.training_valley import POSTS, QUIET, Row, line


def access() -> Iterator[Row]:
    """Patrols turned back, kept waiting, and let through on conditions, with the reasons as they were given."""
    told = (
        (
            11,
            "10:55",
            "TRN-01",
            "denied",
            "two armed men of the Eastern Column",
            "No notice of your patrol was given to us",
            "",
            "returned to post",
            "checkpoint at Tallow Farm",
        ),
        (
            12,
            "14:10",
            "TRN-02",
            "delayed",
            "a guard at the barrier",
            "The commander must be asked",
            "128",
            "purpose of the patrol lost",
            "barrier on the Brack road",
        ),
        (
            13,
            "09:20",
            "TRN-03",
            "conditional",
            "an officer of the Northern Guard",
            "Only with our escort, and no cameras",
            "",
            "went on under escort",
            "Sarn quarry",
        ),
        (
            14,
            "11:45",
            "TRN-04",
            "denied",
            "three men in mixed uniform",
            "The road is mined",
            "",
            "took the ridge track instead",
            "ford below Varre Bridge",
        ),
        (15, "16:05", "TRN-01", "delayed", "a guard at the barrier", "Shift change, wait", "35", "", "checkpoint at Tallow Farm"),
        (
            18,
            "10:30",
            "TRN-02",
            "denied",
            "two armed men of the Eastern Column",
            "Orders from above",
            "",
            "returned to post",
            "barrier on the Brack road",
        ),
        (
            20,
            "13:15",
            "TRN-03",
            "denied",
            "an officer of the Northern Guard",
            "It is not safe for you after last night",
            "",
            "asked again the next day",
            "orchard track",
        ),
        (
            21,
            "13:20",
            "TRN-03",
            "conditional",
            "an officer of the Northern Guard",
            "On foot, ten minutes, no more",
            "10",
            "one crater measured, the rest not seen",
            "orchard track",
        ),
        (
            22,
            "17:40",
            "TRN-04",
            "denied",
            "armed men who gave no name",
            "Nobody passes any more",
            "",
            "post cut off from the road since",
            "Varre Bridge road",
        ),
        (23, "08:50", "TRN-04", "denied", "armed men who gave no name", "Nobody passes any more", "", "", "Varre Bridge road"),
        (
            25,
            "12:00",
            "TRN-02",
            "delayed",
            "a guard at the barrier",
            "The gate key is missing",
            "2 h 5 min",
            "returned before dark",
            "barrier on the Brack road",
        ),
        (
            28,
            "10:10",
            "TRN-01",
            "conditional",
            "two armed men of the Eastern Column",
            "You may count the trucks but not write it down",
            "",
            "patrol declined and returned",
            "checkpoint at Tallow Farm",
        ),
    )
    for day, at, post, outcome, by, reason, minutes, after, place in told:
        yield line(
            post,
            date(2024, 3, day),
            time.fromisoformat(at),
            Outcome=outcome,
            By=by,
            Reason=reason,
            Minutes=minutes,
            Consequence=after,
            Event_location=place,
        )


def hardware() -> Iterator[Row]:
    """Weapons where they should not be, or not where they should."""
    told = (
        (11, "TRN-02", "2", "towed howitzer 122mm", "in violation of withdrawal lines", "XVA:MIL", "Brack", ""),
        (
            13,
            "TRN-04",
            "1",
            "self-propelled howitzer",
            "beyond withdrawal lines but outside storage",
            "XVA:REB",
            "Sarn quarry",
            "",
        ),
        (14, "TRN-03", "4", "mortar 120mm", "again missing", "XVA:MIL", "Marl store", "2024-02-27"),
        (16, "TRN-01", "3", "tank", "in violation of withdrawal lines", "XVA:REB", "Tallow Farm", ""),
        (
            18,
            "TRN-02",
            "6",
            "multiple launch rocket system",
            "could not be verified as withdrawn",
            "XVA:MIL",
            "Brack depot",
            "2024-03-04",
        ),
        (20, "TRN-03", "2", "anti-tank gun 100mm", "present", "XVA:MIL", "Marl store", "2024-03-14"),
        (21, "TRN-03", "5", "mortar 120mm", "missing", "XVA:MIL", "Marl store", "2024-03-14"),
        (22, "TRN-04", "2", "tank", "in violation of withdrawal lines", "XVA:REB", "Varre Bridge road", ""),
        (24, "TRN-01", "1", "surface-to-air missile system", "in violation of withdrawal lines", "XVA:REB", "Upper Weir", ""),
        (
            26,
            "TRN-02",
            "2",
            "towed howitzer 122mm",
            "beyond withdrawal lines but outside storage",
            "XVA:MIL",
            "Brack",
            "2024-03-11",
        ),
        (27, "TRN-03", "6", "mortar 120mm", "could not be verified as withdrawn", "XVA:MIL", "Marl store", "2024-03-21"),
        (29, "TRN-02", "2", "towed howitzer 122mm", "in storage", "XVA:MIL", "Brack depot", "2024-03-26"),
    )
    for day, post, many, what, finding, side, place, before in told:
        yield line(
            post,
            date(2024, 3, day),
            time(10 + day % 6, 15),
            Means="UAV" if "missile" in what else "Saw",
            No_=many,
            Hardware=what,
            Finding=finding,
            Side=side,
            Event_location=place,
            Previous=before,
        )


def limits() -> Iterator[Row]:
    """When posts could not look: fog, denied roads, a camera off, a post cut off; and the quiet day."""
    for day, post, start, end, means, cause, whole, words in (
        (11, "TRN-01", "19:30", "06:00", "Saw", "Night", "", "no light intensifier at the post"),
        (12, "TRN-03", "05:30", "11:00", "Saw", "Fog", "yes", "sight under 200 m"),
        (14, "TRN-02", "20:00", "23:30", "Camera", "Camera offline", "yes", "generator failed"),
        (16, "TRN-01", "06:00", "10:00", "Saw", "Fog", "yes", "valley fog"),
        (16, "TRN-04", "06:00", "09:30", "Saw", "Fog", "yes", "valley fog"),
        (18, "TRN-02", "10:30", "18:00", "", "Access denied", "", "the east slope was not looked at"),
        (20, "TRN-03", "01:10", "07:00", "", "Sheltering", "yes", "two impacts within a kilometre of the post"),
        (22, "TRN-04", "17:40", "23:59", "", "Access denied", "", "nobody leaves the post"),
        (23, "TRN-04", "00:00", "24:00", "", "Access denied", "", "nobody leaves the post"),
        (24, "TRN-03", "13:00", "17:00", "Saw", "Heavy rain", "", "sight 1 km"),
        (25, "TRN-02", "21:00", "02:00", "Camera", "Camera fault", "yes", "iced over"),
        (27, "TRN-01", "12:00", "15:00", "", "Not manned", "yes", "rotation"),
        (30, "TRN-02", "19:30", "06:00", "Saw", "Night", "", ""),
        (31, "TRN-01", "19:30", "23:00", "Saw", "Night", "", ""),
    ):  # fmt: skip
        yield line(
            post,
            date(2024, 3, day),
            time.fromisoformat(start),
            End=end,
            Means=means,
            Cause=cause,
            Nothing_perceived=whole,
            Remarks=words,
        )
    for post in sorted(POSTS):
        yield line(
            post, QUIET, time(0), End="24:00", Means="Heard", Observation="Nothing to report", Remarks="quiet day, good weather"
        )

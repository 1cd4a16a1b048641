"""The notes of the Jammu & Kashmir case, coded by hand with the codebook.

Each row: article (its first ten characters are the day), actor, stance, target, attribution, speaker, quote,
more. The quotes are checked against the notes.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path

from prepoll.names import Attribution, Stage, Stance
from prepoll.news.types import Span, Statement

NEWS = Path("cases/jammu-kashmir-2024/news")

ROWS = [
    (
        "2023-10-06-apni-party-to-fight-all-five-alone", "JKAP", "alone", None, "named", "Raqeeq Ahmad Khan",
        "the party would have no electoral alliance with anyone", {"seats": "all five Lok Sabha seats"},
    ),
    (
        "2023-12-30-bukhari-and-lone-meet-alone", "JKAP", "open", "JKPC", "sources", None,
        "The leaders wished to put their quarrel aside", {"hedge": "at least for a time"},
    ),
    (
        "2023-12-30-bukhari-and-lone-meet-alone", "JKPC", "open", "JKAP", "sources", None,
        "The leaders wished to put their quarrel aside", {"hedge": "at least for a time"},
    ),
    (
        "2024-01-12-lone-bukhari-understanding-discussed", "JKAP", "talks", "JKPC", "sources", None,
        "The talks were going on", {},
    ),
    (
        "2024-02-15-farooq-abdullah-nc-alone", "NC", "alone", None, "named", "Farooq Abdullah",
        "his party would fight the Lok Sabha election in Jammu and Kashmir on its own strength", {},
    ),
    (
        "2024-02-15-farooq-abdullah-nc-alone", "INC", "talks", "INDIA", "named", "Jairam Ramesh",
        "negotiations were under way", {},
    ),
    (
        "2024-02-26-peoples-conference-names-lone", "JKPC", "open", None, "named", "Imran Reza Ansari",
        "elsewhere it would either ask for support or lend its own",
        {"deadline": "within a week, or two weeks at most", "deadline_date": "2024-03-11"},
    ),
    (
        "2024-03-08-nc-shuts-out-pdp", "NC", "rules_out", "PDP", "named", "Omar Abdullah",
        "Omar Abdullah on Friday ruled out any pre-poll alliance with the PDP", {},
    ),
    (
        "2024-03-08-nc-shuts-out-pdp", "NC", "supports", "INC", "named", "Omar Abdullah",
        "will back the Congress in the two Jammu seats and in Ladakh", {"seats": "the two Jammu seats and in Ladakh"},
    ),
    (
        "2024-03-08-nc-shuts-out-pdp", "PDP", "seeks", "INC", "named", "Mehbooba Mufti",
        "Her party would first speak to the Congress", {"deadline": "soon"},
    ),
    (
        "2024-03-19-apni-party-executive-seeks-allies", "JKAP", "seeks", None, "named", "Rafi Ahmad Mir",
        "will approach like-minded parties for an alliance",
        {"deadline": "within a week; in a day or two", "deadline_date": "2024-03-26", "decided_by": "executive"},
    ),
    (
        "2024-03-19-apni-party-executive-seeks-allies", "JKAP", "open", None, "named", "Rafi Ahmad Mir",
        "the party would take it most seriously", {"condition": "If others come forward"},
    ),
    (
        "2024-03-19-apni-party-executive-seeks-allies", "JKAP", "rules_out", "BJP", "named", "Rafi Ahmad Mir",
        "With the BJP he ruled out a tie-up for now", {"hedge": "for now", "reason": "differences of ideology"},
    ),
    (
        "2024-03-19-apni-party-executive-seeks-allies", "DPAP", "talks", None, "named", "Salman Nizami",
        "his party was talking to a few like-minded parties",
        {"stage": "initial", "deadline": "within about a week", "deadline_date": "2024-03-26"},
    ),
    (
        "2024-03-19-apni-party-in-touch-with-lone-and-azad", "JKAP", "rules_out", "NC", "reporter", None,
        "parties other than the National Conference and the PDP", {},
    ),
    (
        "2024-03-19-apni-party-in-touch-with-lone-and-azad", "JKAP", "rules_out", "PDP", "reporter", None,
        "parties other than the National Conference and the PDP", {},
    ),
    (
        "2024-03-19-apni-party-in-touch-with-lone-and-azad", "JKAP", "talks", "JKPC", "named", "Altaf Bukhari",
        "Discussions were already on", {},
    ),
    (
        "2024-03-19-apni-party-in-touch-with-lone-and-azad", "JKAP", "talks", "DPAP", "reporter", None,
        "Its leaders are in talks with Sajad Lone's Peoples Conference and with Ghulam Nabi Azad of the DPAP", {},
    ),
    (
        "2024-03-19-apni-party-in-touch-with-lone-and-azad", "JKAP", "supports", "JKPC", "named", "Altaf Bukhari",
        "there was every possibility of the party supporting Lone in Baramulla",
        {"hedge": "every possibility", "seats": "Baramulla"},
    ),
    (
        "2024-03-21-reports-of-a-deal-and-aip-candidate", "JKAP", "agreed", "DPAP", "reporter", None,
        "The Apni Party and the DPAP have decided to form an alliance", {},
    ),
    (
        "2024-03-21-reports-of-a-deal-and-aip-candidate", "DPAP", "talks", "JKAP", "named", "Salman Nizami",
        "DPAP spokesman Salman Nizami still called them initial", {"stage": "initial"},
    ),
    (
        "2024-03-21-reports-of-a-deal-and-aip-candidate", "JKAP", "talks", "DPAP", "sources", None,
        "the talks were at an advanced stage", {"stage": "advanced"},
    ),
    (
        "2024-03-21-reports-of-a-deal-and-aip-candidate", "AIP", "open", None, "named", None,
        "the party is open to an alliance with any like-minded party", {},
    ),
    (
        "2024-03-21-reports-of-a-deal-and-aip-candidate", "NC", "agreed", "INC", "reporter", None,
        "The National Conference and the Congress are to fight the five seats jointly", {},
    ),
    (
        "2024-03-25-three-party-front-in-the-making", "JKAP", "talks", "DPAP", "sources", None,
        "a series of secret meetings was starting to pay off", {"hedge": "for the time being"},
    ),
    (
        "2024-03-25-three-party-front-in-the-making", "JKAP", "talks", "JKPC", "sources", None,
        "a series of secret meetings was starting to pay off", {"hedge": "for the time being"},
    ),
    (
        "2024-03-25-three-party-front-in-the-making", "DPAP", "talks", "JKPC", "sources", None,
        "a series of secret meetings was starting to pay off", {"hedge": "for the time being"},
    ),
    (
        "2024-03-25-udhampur-left-to-dpap", "JKAP", "supports", "DPAP", "sources", None,
        "leaves the seat to the DPAP", {"seats": "Udhampur"},
    ),
    (
        "2024-03-25-udhampur-left-to-dpap", "JKAP", "seeks", None, "named", "Raqeeq Ahmad Khan",
        "the core group had authorised Bukhari to talk to parties of a similar mind", {},
    ),
    (
        "2024-04-02-dpap-names-azad-for-anantnag-rajouri", "DPAP", "talks", None, "named", "Taj Mohiuddin",
        "talks were in progress", {},
    ),
    (
        "2024-04-03-mehbooba-pdp-in-all-valley-seats", "PDP", "alone", None, "named", "Mehbooba Mufti",
        "her party would contest all three Lok Sabha seats of the Valley",
        {"seats": "all three Lok Sabha seats of the Valley"},
    ),
    (
        "2024-04-03-mehbooba-pdp-in-all-valley-seats", "PDP", "open", "INC", "named", "Mehbooba Mufti",
        "her party will decide in consultation with the Congress", {"seats": "the two seats of the Jammu division"},
    ),
    (
        "2024-04-04-apni-party-names-two-talks-with-azad-fail", "JKAP", "breaks", "DPAP", "named",
        "Mohammad Dilawar Mir",
        "it could not happen because Ghulam Nabi Azad declared himself in Anantnag-Rajouri separately", {},
    ),
    (
        "2024-04-04-apni-party-names-two-talks-with-azad-fail", "JKAP", "open", "DPAP", "named",
        "Mohammad Dilawar Mir", "The doors for talks were not closed", {},
    ),
    (
        "2024-04-04-apni-party-names-two-talks-with-azad-fail", "JKAP", "denies", "BJP", "named",
        "Mohammad Dilawar Mir", "Mir denied that his party had ever been allied with the BJP", {},
    ),
    (
        "2024-04-08-nc-and-congress-three-seats-each", "NC", "seat_deal", "INC", "named", "Omar Abdullah",
        "Omar Abdullah announced the pact in New Delhi on Monday together with Salman Khurshid and Pawan Khera",
        {"seats": "three each"},
    ),
    (
        "2024-04-08-nc-and-congress-three-seats-each", "NC", "supports", "INC", "named", "Omar Abdullah",
        "His party will support the Congress candidates in the latter three seats",
        {"seats": "Udhampur, Jammu and Ladakh"},
    ),
    (
        "2024-04-20-lone-asks-bukhari-for-support", "JKPC", "seeks", "JKAP", "named", "Sajad Gani Lone",
        "appealed to Apni Party president Altaf Bukhari to back him in Baramulla", {"seats": "Baramulla"},
    ),
    (
        "2024-04-20-lone-asks-bukhari-for-support", "JKPC", "supports", "JKAP", "named", "Sajad Gani Lone",
        "the Peoples Conference would support the Apni Party in Srinagar", {"seats": "Srinagar"},
    ),
    (
        "2024-04-22-apni-party-supports-lone", "JKAP", "supports", "JKPC", "named", "Altaf Bukhari",
        "The Apni Party supports Peoples Conference president Sajad Lone in Baramulla", {"seats": "Baramulla"},
    ),
    (
        "2024-04-22-apni-party-supports-lone", "JKPC", "supports", "JKAP", "reporter", None,
        "the Peoples Conference will not field anybody in those two seats", {"seats": "Srinagar and Anantnag-Rajouri"},
    ),
    (
        "2024-04-30-bjp-to-back-friends-in-the-valley", "BJP", "supports", "JKAP", "reporter", None,
        "There are reports that the BJP and its friends help", {"hedge": "There are reports"},
    ),
]  # fmt: skip


def coded(root: Path) -> list[Statement]:
    """Make the statements, each quote found in its note."""
    return [_statement(root, row) for row in ROWS]


def _statement(root, row):
    article, actor, stance, target, who, speaker, quote, more = row
    text = (root / NEWS / f"{article}.md").read_text(encoding="utf-8")
    start = text.index(quote)
    due = more.get("deadline_date")
    return Statement(
        actor=actor,
        target=target,
        stance=Stance(stance),
        speaker=speaker,
        role=None,
        attribution=Attribution(who),
        hedge=more.get("hedge"),
        condition=more.get("condition"),
        deadline=more.get("deadline"),
        seats=more.get("seats"),
        quote=quote,
        source=Span(article, start, start + len(quote)),
        reason=more.get("reason"),
        stage=Stage(more["stage"]) if "stage" in more else None,
        decided_by=more.get("decided_by"),
        deadline_date=date.fromisoformat(due) if due else None,
        dated=date.fromisoformat(article[:10]),
    )

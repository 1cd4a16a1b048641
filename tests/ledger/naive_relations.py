# ruff: noqa: PLR0911, SIM102  # one rule a line, as one would read them out
"""The rules for a pair, told a second time and without the ledger's code: events folded by the table.

An event is a dict: day (int), actor, target (code or None), stance, who ("named", "sources", "reporter"),
soft (bool). No seats and no blocs here.
"""

TABLE = {
    "agreed": "allied",
    "seat_deal": "allied",
    "talks": "talking",
    "offers": "talking",
    "demands": "talking",
    "supports": "supporting",
    "seeks": "open",
    "open": "open",
    "rules_out": "ruled_out",
    "alone": "ruled_out",
    "breaks": "broken",
}
BOTH = {"agreed", "seat_deal", "talks"}
NO = {"ruled_out", "broken"}
STRENGTH = ["named", "sources", "reporter"]
LADDER = ["open", "supporting", "talking", "allied"]
STEPS = ["open", "seeks", "supports", "demands", "offers", "talks", "agreed", "seat_deal"]


def naive_pair(events, a, b):
    """Return where a stands, where b stands, the relation, and whether it is barred, softly barred or free."""
    events = [e for e in events if e["actor"] in (a, b) and e["target"] in (a, b, None)]
    denials = [e for e in events if e["stance"] == "denies"]
    events = [e for e in events if e["stance"] != "denies" and not any(cancels(d, e) for d in denials)]
    sides = {a: None, b: None}  # a side: None or {"stand", "event", "soft"}
    for day in sorted({e["day"] for e in events}):
        for general in (True, False):
            todays = [e for e in events if e["day"] == day and (e["target"] is None) == general]
            one_round(sides, a, b, todays, general)
    stands = {side: (state["stand"] if state else "unknown") for side, state in sides.items()}
    return stands[a], stands[b], joined(stands[a], stands[b]), verdict(sides.values())


def cancels(denial, event):
    if event["who"] == "named" or TABLE[event["stance"]] in NO if event["stance"] != "denies" else True:
        return False
    if event["day"] > denial["day"]:
        return False
    about = {event["actor"], event["target"]} if event["stance"] in BOTH else {event["actor"]}
    if event["target"] is None:
        about = {event["actor"]}
    if denial["actor"] not in about:
        return False
    if denial["target"] is None:
        return True
    return event["target"] is not None and denial["target"] in (event["actor"], event["target"])


def one_round(sides, a, b, todays, general):
    heard = {side: heard_on(side, todays, general) for side in (a, b)}
    for side, other in ((a, b), (b, a)):
        breaks = [e for e in heard[other] if e["stance"] == "breaks" and e["actor"] == other]
        if breaks and not general and sides[side] and sides[side]["stand"] in ("allied", "talking"):
            soft = any(e["soft"] for e in breaks)
            sides[side] = {"stand": "broken", "event": breaks[0], "soft": soft, "by_other": True}
    for side in (a, b):
        forward = [e for e in heard[side] if TABLE[e["stance"]] not in NO]
        for event in sorted(forward, key=lambda e: (STEPS.index(e["stance"]), not e["soft"])):
            sides[side] = forward_step(sides[side], event, general)
        backward = [e for e in heard[side] if TABLE[e["stance"]] in NO]
        for event in sorted(backward, key=lambda e: (["breaks", "alone", "rules_out"].index(e["stance"]), e["soft"])):
            sides[side] = refusal(sides[side], event, general)
    for side, other in ((a, b), (b, a)):
        state = sides[side]
        if state and state["stand"] == "broken" and state.get("by_other"):
            back = not sides[other] or sides[other]["stand"] not in NO
            sides[side] = None if back else dict(state, soft=sides[other]["soft"])


def heard_on(side, todays, general):
    mine = [e for e in todays if e["actor"] == side or (not general and e["stance"] in BOTH)]
    loudest = min((STRENGTH.index(e["who"]) for e in mine), default=None)
    heard = [e for e in mine if STRENGTH.index(e["who"]) == loudest]
    if {e["stance"] for e in heard} == {"supports"}:
        heard += [e for e in mine if e["stance"] in ("agreed", "seat_deal") and e not in heard]
    if general and any(e["stance"] in ("seeks", "open", "talks") for e in heard):
        heard = [e for e in heard if not (e["stance"] == "alone" and e["soft"])]
    return heard


def fresh(event, soft):
    return {"stand": TABLE[event["stance"]], "event": event, "soft": soft}


def forward_step(state, event, general):
    if general:
        if event["stance"] not in ("seeks", "open", "talks"):
            return state
        if state and state["event"]["target"] is not None:
            return state
    if state and state["stand"] in NO and state["event"]["who"] == "named" and event["who"] != "named":
        if event["day"] - state["event"]["day"] <= 14:
            return state
    if general:
        return {"stand": "open", "event": event, "soft": event["soft"]}
    if state and state["stand"] == "allied" and TABLE[event["stance"]] != "allied":
        if state["event"]["who"] == "named" or event["stance"] == "supports":
            return state
    if state and state["stand"] == "broken" and event["stance"] == "supports":
        return state
    return fresh(event, event["soft"])


def refusal(state, event, general):
    if event["stance"] == "alone" and state and state["stand"] == "allied":
        return state
    if general and event["stance"] == "breaks":
        return None if state and state["event"]["target"] is None and state["stand"] == "open" else state
    if state is None:
        return fresh(event, event["soft"])
    old = state["event"]
    if state["stand"] in NO:
        if old["who"] == "named" and event["who"] != "named" and event["day"] - old["day"] <= 14:
            return state
        if general and old["target"] is not None:
            return fresh(event, False) if state["soft"] and not event["soft"] else state
        same = old["day"] == event["day"] and old["who"] == event["who"]
        if same and (old["target"] is None) == general and state["soft"] and not event["soft"]:
            return state
        return fresh(event, event["soft"])
    together = old["day"] == event["day"] and old["who"] == event["who"] and (old["target"] is None) == general
    return fresh(event, event["soft"] or together)


def joined(x, y):
    for no in ("ruled_out", "broken"):
        if no in (x, y):
            return no
    if x == y:
        return x
    rest = [s for s in (x, y) if s not in ("allied", "unknown")]
    return max(rest, key=LADDER.index) if rest else "open"


def verdict(states):
    refusing = [s for s in states if s and s["stand"] in NO]
    if not refusing:
        return "free"
    return "softly_barred" if all(s["soft"] for s in refusing) else "barred"

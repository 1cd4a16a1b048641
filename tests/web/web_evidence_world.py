"""What the evidence pages need of the workbench that the tests use: a feed, and in team B words in every field."""

import io
import json
from datetime import date
from itertools import count

NUMBERS = count(1)
CANARIES = ("zqpasted", "zqsource", "zqaddress", "zqcorrection", "zqfeed", "zqcoder", "zqproblem")
"""A word in every field of team B's evidence."""

CLAIM = "The Lantern Movement ruled out any alliance with the Harbour League zqpasted, Tamsin Wick said."


def with_evidence(now, ids):
    """Have both teams' articles read; give team B an article, a judgement, a coder and a feed of its own."""
    from prepoll_web.cases.models import Case
    from prepoll_web.evidence import actions
    from prepoll_web.evidence.models import Article, Feed
    from prepoll_web.teams.models import User

    for team, owner in (("a", "owner"), ("b", "zquser")):
        here, by = ids[team], User.objects.get(username=owner)
        case = Case.objects.get(id=here["case"])
        actions.take_stock(case, now)
        name = "zqfeed" if team == "b" else "feed"
        problem = "zqproblem" if team == "b" else ""
        feed = Feed.objects.create(
            case=case, address=f"http://192.0.2.1/{name}", problem=problem, added_by=by, added_at=now
        )
        here |= {"article": Article.objects.filter(case=case).first().id, "feed": feed.id}
    in_team_b(now, ids["b"], by)
    return ids


def in_team_b(now, here, by):
    """Plant the words of team B."""
    from prepoll.names import Verdict
    from prepoll_web.evidence import actions
    from prepoll_web.evidence.coders import add_coding
    from prepoll_web.evidence.models import Claim

    draft = actions.Draft(CLAIM, ".md", date(2030, 3, 17), "zqpasted", "zqsource", "https://example.org/zqaddress")
    article = actions.add_article(by, here["team"], here["case"], draft, now)
    key = Claim.objects.filter(coding__article=article).first().key
    decision = actions.Decision(key, Verdict.CORRECTED, "condition=zqcorrection")
    actions.judge(by, here["team"], here["case"], decision, now)
    add_coding(by, here["team"], here["case"], "zqcoder", coding([article.name]), now)
    here["article"] = article.id


def ours(model):
    """Return team A's rows of something that belongs to a case."""
    return model.objects.filter(case__team__slug="lantern-desk")


def coding(names):
    """Return a coder's file who has found nothing."""
    lines = [json.dumps({"id": name, "statements": []}) for name in names]
    file = io.BytesIO("\n".join(lines).encode())
    file.name = "coding.jsonl"
    return file


def evidence_form(world, page, team):
    """Return what a form of the evidence is sent with to be taken; nothing for other pages."""
    from prepoll_web.evidence.actions import newest_number
    from prepoll_web.evidence.models import Article, Claim

    rows = Article.objects.filter(case=world.ids[team]["case"])
    claim = Claim.objects.filter(coding__article__in=rows, coding__machine=True).order_by("id").first()
    number = next(NUMBERS)
    forms = {
        "add-article": lambda: {"day": "2030-03-17", "title": f"Article {number}", "text": f"Text {number}."},
        "add-feed": lambda: {"address": f"https://93.184.215.14/{number}"},
        "take-to": lambda: {"day": "2030-03-18"},
        "coders": lambda: {"coder": f"coder {number}", "file": coding(rows.values_list("name", flat=True))},
        "decide": lambda: {
            "statement": claim.key,
            "seen": newest_number(rows[0].case, claim.key),
            "decision": "accept",
        },
    }
    return forms.get(page, dict)()

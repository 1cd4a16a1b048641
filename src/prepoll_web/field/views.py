"""The field as analysts and above see it: reports, reporters by their codes, tables in and out, what was moved."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import asdict, fields
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from prepoll.errors import PrepollError, UsageError
from prepoll.names import Sphere
from prepoll_web.cases.access import fetch_case
from prepoll_web.cases.models import Case
from prepoll_web.cases.working import working_folder
from prepoll_web.evidence.coding import case_on
from prepoll_web.evidence.handing_out import as_csv, as_file, as_json, said_plainly
from prepoll_web.field import actions
from prepoll_web.field.access import fetch_own_link, fetch_report, fetch_reporter, reporters_of
from prepoll_web.field.additions import COLUMNS
from prepoll_web.field.forms import ReporterForm, ReportForm, TableForm, WhoForm
from prepoll_web.field.lines import lines, with_spheres
from prepoll_web.field.models import FieldReport, Link
from prepoll_web.field.records import Record, case_in, reporter_records, shift_rows, shifts
from prepoll_web.field.sending import confirmed, refused, report_form, wants_receipt
from prepoll_web.field.tables import read_table, rows_out
from prepoll_web.teams.access import Right, signed_in
from prepoll_web.teams.actions import note_reading
from prepoll_web.teams.models import Membership
from prepoll_web.wording import SPHERES


def _open(request: HttpRequest, team: str, case: UUID, page: str) -> tuple[Membership, Case]:
    member, found = fetch_case(signed_in(request), team, case, Right.READ_FIELD)
    note_reading(member, f"{page}:{found.id}", timezone.now())
    return member, found


@require_safe
@said_plainly
def field(request: HttpRequest, team: str, case: UUID) -> HttpResponse:
    """Show the reports of a case, partner acceptance and rebel risk beside strength, and the reporters."""
    member, found = _open(request, team, case, "field")
    return _field(request, member, found)


def _field(request: HttpRequest, member: Membership, found: Case, problem: str = "", secret: str = "") -> HttpResponse:
    read = case_in(working_folder(found))
    names = {seat.code: seat.name for seat in read.seats}
    reports = FieldReport.objects.filter(case=found).select_related("reporter", "sent_by").order_by("-received_at")
    reporters = list(reporters_of(member))
    links = Link.objects.filter(case=found, revoked_at=None, until__gt=timezone.now()).select_related("reporter")
    shown = {
        "team": found.team,
        "case": found,
        "reports": lines(reports, names),
        "reporters": [(each, SPHERES[each.sphere]) for each in reporters],
        "links": links.order_by("reporter__number", "made_at"),
        "records": list(with_spheres(reporter_records(read))),
        "reporter_form": ReporterForm(),
        "who_form": WhoForm(reporters),
        "table_form": TableForm(),
        "problem": problem,
        "address": request.build_absolute_uri(reverse("field-form", args=(secret,))) if secret else "",
    }
    return render(request, "field/field.html", shown, status=422 if problem else 201 if secret else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@said_plainly
def new(request: HttpRequest, team: str, case: UUID) -> HttpResponse:
    """Write a report down for a reporter."""
    member, found = _open(request, team, case, "field-form")
    reporters = list(reporters_of(member))
    who = WhoForm(reporters, request.POST if request.method == "POST" else None)
    form = report_form(case_on(found), request, timezone.now().date())
    if form.is_bound and form.is_valid() and who.is_valid():
        number = who.cleaned_data["reporter"]
        receipt = actions.send_report(member.user, team, case, number, form.told(), timezone.now())
        return confirmed(
            request, receipt, reverse("new-report", args=(team, found.id)), str(form.cleaned_data["client_id"])
        )
    if form.is_bound and wants_receipt(request):
        return refused(form, who)
    return _form(request, found, form, who)


def _form(request: HttpRequest, found: Case, form: ReportForm, who: WhoForm) -> HttpResponse:
    shown = {
        "team": found.team,
        "case": found,
        "form": form,
        "who": who,
        "receipt": request.GET.get("receipt", "")[:12],
        "reporters": bool(who.fields["reporter"].choices),  # type: ignore[attr-defined]  # a field of choices
    }
    return render(request, "field/new.html", shown, status=422 if form.is_bound else 200)


@require_safe
@said_plainly
def field_json(request: HttpRequest, team: str, case: UUID) -> HttpResponse:
    """Hand out the reports of a case as JSON."""
    _, found = _open(request, team, case, "field.json")
    return as_json(rows_out(found))


@require_safe
@said_plainly
def field_csv(request: HttpRequest, team: str, case: UUID) -> HttpResponse:
    """Hand out the reports of a case as a table that can be taken in again."""
    _, found = _open(request, team, case, "field.csv")
    return as_csv(rows_out(found), (*COLUMNS, "receipt", "received"), "reports")


@require_safe
@said_plainly
def records_file(request: HttpRequest, team: str, case: UUID, kind: str) -> HttpResponse:
    """Hand out each reporter's record, as JSON or as a table."""
    _, found = _open(request, team, case, f"field-records.{kind}")
    rows = [asdict(each) for each in reporter_records(case_in(working_folder(found)))]
    return as_file(kind, rows, [each.name for each in fields(Record)], "reporters")


@require_POST
@said_plainly
def take_table(request: HttpRequest, team: str, case: UUID) -> HttpResponse:
    """Take in a table of reports, or say everything that is wrong with it."""
    member, found = _open(request, team, case, "field-table")
    form = TableForm(request.POST, request.FILES)
    if not form.is_valid():
        return _field(request, member, found, "\n".join(str(each) for each in form.errors["file"]))
    file = form.cleaned_data["file"]
    try:
        if file.size > settings.MAX_UPLOAD_BYTES:
            raise UsageError(gettext("The file is too large."))
        rows = read_table(found, case_on(found), file.read(), timezone.now().date())
        _known(member, rows)
        actions.send_table(member.user, team, case, rows, timezone.now())
    except PrepollError as error:
        return _field(request, member, found, str(error))
    return redirect("field", team=team, case=found.id)


def _known(member: Membership, rows: list[tuple[int, actions.Told]]) -> None:
    known = set(reporters_of(member).values_list("number", flat=True))
    unknown = sorted({number for number, _ in rows} - known)
    if unknown:
        codes = ", ".join(f"R-{number:03}" for number in unknown)
        raise UsageError(
            gettext("No reporter of this team has the code %(codes)s. Give out the codes first.") % {"codes": codes}
        )


@require_POST
@said_plainly
def add_reporter(request: HttpRequest, team: str, case: UUID) -> HttpResponse:
    """Give a new reporter a code."""
    member, found = _open(request, team, case, "reporters")
    form = ReporterForm(request.POST)
    if not form.is_valid():
        return _field(request, member, found, "\n".join(str(each) for each in form.errors["sphere"]))
    actions.add_reporter(member.user, team, Sphere(form.cleaned_data["sphere"]), timezone.now())
    return redirect(reverse("field", args=(team, found.id)) + "#reporters")


@require_POST
@said_plainly
def make_link(request: HttpRequest, team: str, case: UUID) -> HttpResponse:
    """Make a reporter's link and show its address, this once."""
    member, found = _open(request, team, case, "field-links")
    form = WhoForm(list(reporters_of(member)), request.POST)
    if not form.is_valid():
        return _field(request, member, found, "\n".join(str(each) for each in form.errors["reporter"]))
    _, secret = actions.make_link(member.user, team, case, form.cleaned_data["reporter"], timezone.now())
    return _field(request, member, found, secret=secret)


@require_POST
def revoke_link(request: HttpRequest, team: str, field_link: UUID) -> HttpResponse:
    """Revoke a reporter's link; where it is revoked already nothing changes."""
    member, found = fetch_own_link(signed_in(request), team, field_link)
    with suppress(PrepollError):
        actions.revoke_link(member.user, team, field_link, timezone.now())
    return redirect("field", team=team, case=found.case_id)


@require_http_methods(["GET", "HEAD", "POST"])
def delete(request: HttpRequest, team: str, report: UUID) -> HttpResponse:
    """Ask whether a report is to be deleted, and delete it."""
    member, found = fetch_report(signed_in(request), team, report)
    if request.method != "POST":
        note_reading(member, f"report:{found.id}", timezone.now())
        return render(request, "field/delete.html", {"team": found.case.team, "case": found.case, "report": found})
    case = actions.delete_report(member.user, team, report, timezone.now())
    return redirect("field", team=team, case=case.id)


@require_http_methods(["GET", "HEAD", "POST"])
@said_plainly
def delete_reporter(request: HttpRequest, team: str, case: UUID, reporter: int) -> HttpResponse:
    """Ask whether a reporter is to be deleted with all reports, and delete them."""
    member, found = fetch_case(signed_in(request), team, case, Right.READ_FIELD)
    whose = fetch_reporter(member, reporter)
    if request.method == "POST":
        actions.delete_reporter(member.user, team, reporter, timezone.now())
        return redirect(reverse("field", args=(team, found.id)) + "#reporters")
    note_reading(member, f"reporter:{whose.code}", timezone.now())
    shown = {"team": found.team, "case": found, "reporter": whose, "reports": whose.reports.count()}
    return render(request, "field/delete_reporter.html", shown)


@require_safe
@said_plainly
def moved(request: HttpRequest, team: str, case: UUID) -> HttpResponse:
    """Show what the reports moved in each seat: the study with them and without."""
    _, found = _open(request, team, case, "field-moved")
    shown = {"team": found.team, "case": found, "rows": shifts(working_folder(found)), "reports": _count(found)}
    return render(request, "field/moved.html", shown)


def _count(found: Case) -> int:
    return len(case_in(working_folder(found)).reports)


@require_safe
@said_plainly
def moved_json(request: HttpRequest, team: str, case: UUID) -> HttpResponse:
    """Hand out what the reports moved as JSON."""
    _, found = _open(request, team, case, "field-moved.json")
    return as_json(shift_rows(shifts(working_folder(found))))


@require_safe
@said_plainly
def moved_csv(request: HttpRequest, team: str, case: UUID) -> HttpResponse:
    """Hand out what the reports moved as a table."""
    _, found = _open(request, team, case, "field-moved.csv")
    return as_csv(shift_rows(shifts(working_folder(found))), ("seat", "party"), "moved-by-reports")

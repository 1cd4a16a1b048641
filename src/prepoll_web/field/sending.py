"""A report on its way: by a reporter's link without an account, and the receipt for whoever sends one."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Final
from uuid import uuid4

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from prepoll.case.types import Case as LibraryCase
from prepoll.errors import UsageError
from prepoll_web.evidence.coding import case_on
from prepoll_web.field import actions
from prepoll_web.field.access import fetch_link
from prepoll_web.field.actions import Receipt
from prepoll_web.field.forms import ReportForm, WhoForm

WORKER: Final = Path(__file__).resolve().parents[1] / "static" / "prepoll_web" / "field-worker.js"


def report_form(read: LibraryCase, request: HttpRequest, today: date) -> ReportForm:
    """Return the form of a report: what was sent, or an empty one with a name of its own."""
    if request.method == "POST":
        form = ReportForm(read, request.POST)
    else:
        form = ReportForm(read, initial={"client_id": str(uuid4()), "day": today})
    form.latest = max(today, read.as_of)
    return form


def wants_receipt(request: HttpRequest) -> bool:
    """Say whether the page's script sends the report, and not the browser its form."""
    return request.headers.get("Accept") == "application/json"


def confirmed(request: HttpRequest, receipt: Receipt, back: str, client_id: str) -> HttpResponse:
    """Give a receipt: to the page's script as JSON, else on the page that the form came from."""
    if wants_receipt(request):
        return JsonResponse({"receipt": receipt.code, "again": receipt.again, "client_id": client_id})
    return redirect(f"{back}?{urlencode({'receipt': receipt.code})}")


def refused(*forms: ReportForm | WhoForm) -> HttpResponse:
    """Tell the page's script why a report is not taken."""
    problems = [f"{name}: {each}" for form in forms for name, errors in form.errors.items() for each in errors]
    return JsonResponse({"problems": problems}, status=422)


@csrf_exempt  # the secret in the address is what allows it, no session is asked, and the form outlives its token
@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def by_link(request: HttpRequest, field_key: str) -> HttpResponse:
    """Show a reporter the form of the case that the link is for, and take in what is reported."""
    link = fetch_link(field_key, timezone.now())
    form = report_form(case_on(link.case), request, timezone.now().date())
    if form.is_bound and form.is_valid():
        try:
            receipt = actions.send_by_link(link, form.told(), timezone.now())
        except UsageError as error:
            return HttpResponse(str(error), status=429, content_type="text/plain; charset=utf-8")
        back = reverse("field-form", args=(field_key,))
        return confirmed(request, receipt, back, str(form.cleaned_data["client_id"]))
    if form.is_bound and wants_receipt(request):
        return refused(form)
    if not form.is_bound:
        actions.note_link_read(link, timezone.now())
    shown = {"link": link, "form": form, "receipt": request.GET.get("receipt", "")[:12]}
    response = render(request, "field/by_link.html", shown, status=422 if form.is_bound else 200)
    response.headers["Referrer-Policy"] = "no-referrer"  # the address is the secret
    return response


@login_not_required
@require_safe
def worker(request: HttpRequest) -> HttpResponse:
    """Hand out the script that keeps a reporter's form at hand without a network; it may act under /field/ only."""
    response = HttpResponse(WORKER.read_bytes(), content_type="text/javascript; charset=utf-8")
    response.headers["Cache-Control"] = "no-cache"
    return response

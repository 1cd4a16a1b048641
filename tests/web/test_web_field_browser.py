"""The field form in Chromium: a report written while the server is down arrives once; it opens without a network."""

import socket
import threading
from contextlib import contextmanager, suppress

import pytest
import waitress
from browsing import PHONE, WIDE
from django.db import connections
from playwright.sync_api import expect

from prepoll_web.config.wsgi import application
from prepoll_web.field.models import FieldReport

TEAM = "lantern-desk"


# wait_for_function takes a promise for a yes, whatever comes of it
KEPT = """async (where) => {
  for (let tries = 0; tries < 200; tries += 1) {
    if (await caches.match(where, {ignoreVary: true})) return true;
    await new Promise((later) => setTimeout(later, 100));
  }
  return false;
}"""


def free_port():
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return found.getsockname()[1]


@contextmanager
def served(port):
    """Serve the workbench on a port until the block ends; then nobody listens there."""
    server = waitress.create_server(application, host="127.0.0.1", port=port, threads=4)
    thread = threading.Thread(target=run, args=(server,), daemon=True)
    thread.start()
    try:
        yield
    finally:
        server.close()
        for channel in list(server.active_channels.values()):
            channel.handle_close()
        server.task_dispatcher.shutdown()
        thread.join(10)
        connections.close_all()


def run(server):
    with suppress(OSError):
        server.run()


def ours():
    return FieldReport.objects.filter(case__team__slug=TEAM)


def write(page, note, number="31"):
    page.get_by_label("Party:", exact=True).select_option("LM")
    page.get_by_label("Seat").select_option("TID")
    page.get_by_label("In 100").fill(number)
    page.get_by_label("In words").fill(note)
    page.get_by_role("button", name="Send", exact=True).click()


@contextmanager
def silence(port):
    """Take calls on a port and never answer them, as a network does that is there in name alone."""
    with socket.socket() as listening:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind(("127.0.0.1", port))
        listening.listen(50)
        yield


@contextmanager
def cut_short(port):
    """Answer each call on a port with the first half of a page and hang up, as a network does that goes away."""
    head = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 5000\r\nConnection: close\r\n\r\n"

    def hang_up(listening):
        with suppress(OSError):
            while True:
                called, _ = listening.accept()
                with called:
                    called.recv(65536)
                    called.sendall(head + b"<title>Half</title>")

    with socket.socket() as listening:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind(("127.0.0.1", port))
        listening.listen(50)
        threading.Thread(target=hang_up, args=(listening,), daemon=True).start()
        yield
        listening.shutdown(socket.SHUT_RDWR)


def at_hand(page, address):
    """Open a form and wait until its worker has what it takes to open it without a network."""
    page.goto(address)
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    script = page.locator("script[data-worker]").get_attribute("src")
    for needed in (address, script):
        assert page.evaluate(KEPT, needed), f"{needed} is not kept"
    page.goto("about:blank")


def form_at_hand(world, phone):
    """Open a form, take its server away, and return the page, the port that is free now, and the form's address."""
    page, port = phone.new_page(), free_port()
    address = f"http://127.0.0.1:{port}/field/{world.ids['a']['field_key']}/"
    with served(port):
        at_hand(page, address)
    return page, port, address


@pytest.fixture
def phone(browser):
    context = browser.new_context(viewport=PHONE, has_touch=True)
    context.set_default_timeout(15_000)
    yield context
    context.close()


@pytest.fixture
def phone_without_worker(browser):
    """Yield a phone whose requests all come from the page, where a test can catch them, and none from a worker."""
    context = browser.new_context(viewport=PHONE, has_touch=True, service_workers="block")
    context.set_default_timeout(15_000)
    yield context
    context.close()


def test_a_report_sent_while_the_server_is_down_arrives_exactly_once(world, phone):
    port = free_port()
    page = phone.new_page()
    with served(port):
        page.goto(f"http://127.0.0.1:{port}/field/{world.ids['a']['field_key']}/")
        expect(page.locator("[data-state]")).to_have_text("All reports have reached the server.")
    write(page, "written while nobody listens")
    expect(page.locator("[data-state]")).to_contain_text("No answer from the server")
    expect(page.locator("[data-waiting-list] li")).to_contain_text(["written while nobody listens – waiting"])
    page.get_by_role("button", name="Send now").click()
    expect(page.locator("[data-waiting-list] li")).to_have_count(1)
    assert not ours().exists()
    with served(port):
        expect(page.locator("[data-receipts] li")).to_have_count(1, timeout=20_000)
        expect(page.locator("[data-waiting-list] li")).to_have_count(0)
        report = ours().get()
        assert (report.note, report.estimate, report.seat) == ("written while nobody listens", 0.31, "TID")
        assert report.receipt in page.locator("[data-receipts]").inner_text()
        page.reload()
        page.wait_for_timeout(1000)
        assert ours().count() == 1
        assert report.receipt in page.locator("[data-receipts]").inner_text()


def test_an_answer_that_is_lost_does_not_make_a_second_report(world, desk, phone_without_worker):
    page, lost = phone_without_worker.new_page(), []
    page.goto(f"{desk}/field/{world.ids['a']['field_key']}/")

    def lose(route):
        """Let the server have the first report and keep its answer back."""
        if route.request.method == "POST" and not lost:
            lost.append(route.fetch())
            return route.fulfill(status=503, body="")
        return route.continue_()

    page.route("**/field/*/", lose)
    write(page, "the answer was lost")
    expect(page.locator("[data-receipts] li")).to_have_count(1, timeout=20_000)
    assert lost[0].status == 200
    assert ours().count() == 1


def test_the_form_opens_and_keeps_a_report_without_any_network(world, phone):
    page, port, address = form_at_hand(world, phone)
    page.goto(address)
    expect(page.get_by_role("heading", name="Field report")).to_be_visible()
    write(page, "from a valley without a network")
    expect(page.locator("[data-waiting-list] li")).to_have_count(1)
    page.reload()
    expect(page.locator("[data-waiting-list] li")).to_contain_text(["from a valley without a network"])
    with served(port):
        expect(page.locator("[data-receipts] li")).to_have_count(1, timeout=20_000)
        assert ours().get().note == "from a valley without a network"


def test_the_form_opens_where_the_network_says_nothing(world, phone):
    page, port, address = form_at_hand(world, phone)
    with silence(port):
        page.goto(address)
        write(page, "from a valley where the network says nothing")
        expect(page.locator("[data-waiting-list] li")).to_contain_text(["the network says nothing – waiting"])
    assert not ours().exists()
    with served(port):
        expect(page.locator("[data-receipts] li")).to_have_count(1, timeout=30_000)
        assert ours().get().note == "from a valley where the network says nothing"


def test_half_an_answer_does_not_take_the_place_of_the_form_that_was_kept(world, phone):
    page, port, address = form_at_hand(world, phone)
    with cut_short(port):
        page.goto(address)
        expect(page.get_by_role("heading", name="Field report")).to_be_visible()
        page.goto("about:blank")
    page.goto(address)
    expect(page.get_by_role("heading", name="Field report")).to_be_visible()


def test_a_report_that_the_server_does_not_take_can_be_mended(world, look):
    with look("nobody", viewport=PHONE) as page:
        page.goto(f"/field/{world.ids['a']['field_key']}/")
        page.get_by_label("At least").fill("60")
        write(page, "low above the number", "20")
        expect(page.locator("[data-waiting-list] li")).to_contain_text(["lies between"])
        page.get_by_role("button", name="Put it back").click()
        expect(page.get_by_label("At least")).to_have_value("60")
        page.get_by_label("At least").fill("10")
        page.get_by_role("button", name="Send", exact=True).click()
        expect(page.locator("[data-receipts] li")).to_have_count(1, timeout=20_000)
        assert ours().get().low == 0.1


def test_a_member_writes_a_report_down_for_a_code(world, look):
    with look("analyst") as page:
        page.goto(world.at("new-report"))
        write(page, "told on the telephone")
        expect(page.locator("[data-receipts] li")).to_have_count(1, timeout=20_000)
        assert (ours().get().sent_by.username, ours().get().reporter.code) == ("analyst", "R-001")


def test_without_script_the_form_goes_its_usual_way(world, look):
    with look("nobody", java_script_enabled=False, viewport=PHONE) as page:
        page.goto(f"/field/{world.ids['a']['field_key']}/")
        write(page, "no script here")
        expect(page.get_by_role("status")).to_contain_text(ours().get().receipt)
        page.reload()
        assert ours().count() == 1


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("viewport", [WIDE, PHONE], ids=["wide", "phone"])
def test_no_page_has_an_accessibility_error(world, look, scheme, viewport):
    from axe_playwright_python.sync_playwright import Axe

    pages = [world.at(name) for name in ("field", "new-report", "moved")]
    with look("analyst", color_scheme=scheme, viewport=viewport) as page:
        for address in (*pages, f"/field/{world.ids['a']['field_key']}/"):
            page.goto(address)
            found = Axe().run(page)
            assert found.violations_count == 0, f"{address}: {found.generate_report()}"
            wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
            assert wide <= 0, f"{address} is wider than the window by {wide} pixels"

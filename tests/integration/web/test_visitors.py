"""What somebody sees who only looks: what this is, what it costs, who is there, and what robots may read."""

from __future__ import annotations

from decimal import Decimal
from xml.etree import ElementTree

import pytest
from playwright.sync_api import Browser, expect

from tests.api_world import World, eur
from tests.integration.api.test_lists import counted
from tests.web_live import Live
from tests.web_world import HOST, Visitor, browsing, words
from upclone.entrypoints.web.market import wanted

PART = {
    "skills": [{"slug": "python", "level": "expert", "years": 8}],
    "categories": ["web-development"],
    "rate": eur(6500),
    "level": "expert",
    "availability": {"hours_per_week": 30, "time_zone": "Europe/Paris"},
    "place": {"city": "Lyon", "country": "FR", "latitude": 45.764, "longitude": 4.8357},
    "on_site": True,
    "languages": [{"code": "fr", "level": "native"}],
    "experience": [{"title": "Engineer", "company": "Looms & Co", "from_on": "2020-01-01"}],
}
WORK = {"title": "A station's signs", "description": "All of them.", "link": "https://example.org/signs", "files": []}


@pytest.fixture(scope="module")
def shown(world: World) -> World:
    """A freelancer with a profile, and a client with one."""
    world.freelancer.does("/users/profile", {"headline": "Web engineer", "bio": "I build.", "freelancer": PART}, "PUT")
    world.freelancer.does("/users/profile/portfolio", WORK)
    about = {"company": "Bread & Co", "sector": "Bakeries", "site": "https://example.org"}
    world.client.does("/users/profile", {"client": about}, "PUT")
    return world


@pytest.mark.parametrize("path", ["/", "/fees", "/how-it-works", "/terms", "/privacy", "/freelancers", "/jobs"])
@pytest.mark.parametrize("language", ["", "/fr"])
def test_every_page_reads_in_both_languages(world: World, path: str, language: str) -> None:
    """One heading of the first kind, and no English left on a French page."""
    page = Visitor(world.app).goes(language + path if path != "/" else language + "/")
    assert page.count("<h1") == 1
    if language:
        for english in ("Freelance work", "What it costs", "How it works", "Filters", "Who runs this", "In short"):
            assert english not in words(page)


def test_what_a_newcomer_presses_first_leads_somewhere(shown: World) -> None:
    """Every link of the front page and of empty results; posting a job asks to join first, and leads on to it."""
    visitor = Visitor(shown.app)
    pages = ("/", "/jobs?q=nothing-like-it", "/freelancers?q=nothing-like-it")
    links = {link for page in pages for link in (visitor.goes(page), visitor.links())[1] if link.startswith("/")}
    assert "/sign-up?role=client&then=/my/jobs/new" in links
    for link in sorted(links - {"/api/docs"}):
        visitor.goes(link)
    visitor = Visitor(shown.app)  # the other remembers a language by now
    visitor.goes("/my/jobs/new")
    assert visitor.at == "/sign-in?then=%2Fmy%2Fjobs%2Fnew"


def test_the_front_shows_what_goes_on(world: World) -> None:
    """Figures follow what happens; money that is held stands there, by currency."""
    visitor = Visitor(world.app)
    assert "1 open jobs" not in words(visitor.goes("/"))
    world.funded()
    page = words(visitor.goes("/"))
    assert "1 contracts under way" in page
    assert "Held for work in progress €309" in page
    told = world.visitor.sees("/figures")
    assert told["running"] == {"count": 1, "more": False}
    assert told["held"] == [eur(30900)]
    assert told["released"] == []
    assert "€1,030.00" in page, "the timeline counts with today's rates"


def test_the_timeline_needs_no_script(live: Live, chromium: Browser) -> None:
    """A step is chosen by a click or by an arrow key, and shows where the money is."""
    bare = chromium.new_context(java_script_enabled=False)
    page = bare.new_page()
    page.goto(f"{live.base}/")
    expect(page.get_by_text("The client pays before work begins")).to_be_visible()
    page.get_by_text("It is approved").click()
    expect(page.get_by_text("The client approves, and the money goes out")).to_be_visible()
    expect(page.get_by_text("The client pays before work begins")).to_be_hidden()
    page.keyboard.press("ArrowRight")
    expect(page.get_by_text("They can’t agree")).to_be_visible()
    bare.close()


def test_costs_are_counted_to_the_cent(world: World) -> None:
    """By the code that charges; what a contract paid before makes the next part cheaper."""
    visitor = Visitor(world.app)
    page = words(visitor.goes("/fees?amount=1,234.56&currency=EUR"))
    for said in ("€1,234.56", "€37.03", "€1,271.59", "€116.41", "€1,118.15"):
        assert said in page
    assert "€70.00" in words(visitor.goes("/fees?amount=1000&released=5000&currency=EUR"))
    assert "JP¥" in words(visitor.goes("/fees?amount=1000&currency=JPY")) or "¥1,000" in words(visitor.page.text)
    for wrong in ("amount=much", "amount=0", "amount=-1", "currency=XXX", "amount=1.234&currency=EUR", "released=%00"):
        page = visitor.goes(f"/fees?{wrong}", 422)
        assert "<h1>What it costs</h1>" in page


@pytest.mark.parametrize(
    ("text", "minor"),
    [("1234.5", 123450), ("1 234,50", 123450), ("1,234", 123400), ("1,234,567.89", 123456789), ("0,5", 50)],
)
def test_amounts_are_typed_as_people_write_them(text: str, minor: int) -> None:
    """English and French groups and points."""
    assert wanted.minor_of(text, "EUR", "amount") == minor
    assert Decimal(minor) / 100 >= 0


def test_freelancers_are_found_and_read(shown: World) -> None:
    """By words, skills, rate and place; the profile says all that is public and leads to an offer."""
    visitor = Visitor(shown.app)
    for query in ("q=engineer", "skills=python", "rate_from=60&rate_to=70&currency=EUR", "city=Lyon", "level=expert"):
        page = words(visitor.goes(f"/freelancers?{query}"))
        assert "1 freelancer " in page, query
        for said in ("Web engineer", "€65 an hour", "8 years of practice", "30 h a week", "France"):
            assert said in page
    assert "Nobody has all of this" in visitor.goes("/freelancers?skills=python&rate_from=66&currency=EUR")
    other = {"headline": "Stone mason", "bio": "I cut.", "freelancer": PART}
    shown.newcomer("freelancer").does("/users/profile", other, "PUT")
    number = shown.visitor.sees("/freelancers?facets=true")["facets"]["total"]
    one = shown.visitor.sees("/freelancers?facets=true&limit=1")
    assert (number > 1, one["facets"]["label"], len(one["items"])) == (True, str(number), 1)
    assert f"{number} freelancers" in words(visitor.goes("/freelancers?limit=1")), "all of them, and no page's"
    visitor.goes("/freelancers?q=engineer")
    page = words(visitor.follows(f"/freelancers/{shown.freelancer.id}"))
    for said in ("Python Expert · 8 years", "I build.", "Lyon, France", "Looms & Co", "A station's signs", "Native"):
        assert said.replace("&", "&amp;").replace("'", "&#39;") in page
    assert any(shown.freelancer.id in link for link in visitor.links() if link.startswith("/offers/new"))
    own = browsing(shown, shown.freelancer)
    assert "This is how others see you" in own.goes(f"/freelancers/{shown.freelancer.id}")
    assert not [link for link in own.links() if link.startswith("/offers/new")]


def test_a_client_is_read_with_what_they_ask_for(shown: World) -> None:
    """Company, record, and their open jobs alone."""
    body = {"title": "Bread labels", "description": "Six.", "budget": eur(20000)}
    shown.client.does("/jobs", body)
    shown.stranger.does("/jobs", {**body, "title": "Something else"})
    page = words(Visitor(shown.app).goes(f"/clients/{shown.client.id}"))
    for said in ("Bread &amp; Co", "Bakeries", "Bread labels"):
        assert said in page
    assert "Something else" not in page
    Visitor(shown.app).goes(f"/clients/{shown.freelancer.id}", 404)


def test_who_runs_it_is_named(world: World) -> None:
    """The operator's company stands in the terms and in what is said of data."""
    for path in ("/terms", "/privacy"):
        assert "<address" in Visitor(world.app).goes(path)


@pytest.mark.parametrize(
    ("address", "statements"),
    [("/", 8), ("/jobs?q=bread", 6), ("/freelancers?q=engineer", 5), ("/jobs/{job}", 3), ("/freelancers/{person}", 3)],
)
def test_a_page_asks_a_constant_number_of_questions(
    shown: World, address: str, statements: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """S7: however many rows it shows, and never one for each."""
    job = shown.client.does("/jobs", {"title": "Bread tins", "description": "Two.", "budget": eur(20000)})["id"]
    where = address.format(job=job, person=shown.freelancer.id)
    asked = []
    for _ in range(2):
        Visitor(shown.app).goes(where)
        shown.client.does("/jobs", {"title": "Bread bins", "description": "Three.", "budget": eur(30000)})
        with counted(monkeypatch) as sent:
            Visitor(shown.app).goes(where)
        asked.append([each for each in sent if "clock_offset" not in each])
    assert len(asked[0]) == len(asked[1]) <= statements, asked[1]


def test_the_landing_page_shows_what_its_reader_can_read_first(shown: World) -> None:
    """Jobs in its language before newer ones in another; what is in another says so."""
    for language, title in (("en", "A loaf's label"), *[("fr", f"Étiquette de pain {each}") for each in range(4)]):
        body = {"title": title, "description": "A text.", "budget": eur(20000), "language": language}
        shown.client.does("/jobs", body)
    page = Visitor(shown.app).goes("/")
    posted = words(page[page.index('id="recent"') : page.index('id="people"')])
    assert "A loaf" in posted.split("Étiquette")[0]
    page = Visitor(shown.app).goes("/fr/")
    posted = page[page.index('id="recent"') : page.index('id="people"')]
    assert posted.count("Étiquette de pain") == 4
    assert "lang=" not in posted
    people = page[page.index('id="people"') :]
    assert '<p class="line-clamp-2 break-words" lang="en">Web engineer</p>' in people
    assert "Web engineer Anglais" in words(people)


def test_robots_find_what_is_public(shown: World) -> None:
    """The site map lists open jobs and people in both languages; the icon has its address."""
    job = shown.client.does("/jobs", {"title": "A bakery's map", "description": "One.", "budget": eur(20000)})
    visitor = Visitor(shown.app)
    answer = visitor.client.get("/sitemap.xml", base_url=HOST)
    assert answer.mimetype == "application/xml"
    places = {each.text for each in ElementTree.fromstring(answer.text).iter() if each.tag.endswith("}loc")}
    assert f"{shown.settings.base_url}/jobs/{job['id']}" in places
    assert f"{shown.settings.base_url}/freelancers/{shown.freelancer.id}" in places
    assert f'hreflang="fr" href="{shown.settings.base_url}/fr/jobs/{job["id"]}"' in answer.text
    shown.client.does(f"/jobs/{job['id']}/close")
    assert job["id"] not in visitor.client.get("/sitemap.xml", base_url=HOST).text
    icon = visitor.client.get("/favicon.svg", base_url=HOST)
    assert icon.mimetype == "image/svg+xml"
    assert "max-age" in icon.headers["Cache-Control"]

"""The page stands alone, is well formed, escapes what it is given, and can be read by everybody."""

from __future__ import annotations

import base64
import hashlib
import re
import shutil
from collections.abc import Iterator
from dataclasses import replace
from html.parser import HTMLParser
from importlib.resources import files
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from peel.report.build import FIRST, LAST, build, page_of
from peel.report.facts import read
from peel.validation.page import render

RUN_NAMES = ("pass", "fail", "undecided", "many", "few", "several")
VOID = {"meta", "link", "img", "br"}
CHROMIUM_ARGS = ("--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage")
CSS = (files("peel.html") / "templates/page.css").read_text("utf-8")


class Tree(HTMLParser):
    """Every start tag with its attributes, the text, and whether all elements are closed."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.text: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if "script" not in self.open and "style" not in self.open:
            self.text.append(data)

    def all(self, *names: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.tags if name in names]


@pytest.fixture(scope="module")
def trees(pages: dict[str, str]) -> dict[str, Tree]:
    return {name: Tree(page) for name, page in pages.items()}


@pytest.mark.parametrize("name", RUN_NAMES)
def test_every_element_is_closed(trees: dict[str, Tree], name: str) -> None:
    assert trees[name].open == []


@pytest.mark.parametrize("name", RUN_NAMES)
def test_headings_come_in_order(trees: dict[str, Tree], name: str) -> None:
    levels = [int(tag[1]) for tag, _ in trees[name].tags if re.fullmatch("h[1-6]", tag)]
    assert levels.count(1) == 1
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))


@pytest.mark.parametrize("name", RUN_NAMES)
def test_page_asks_for_nothing(trees: dict[str, Tree], name: str) -> None:
    tree = trees[name]
    assert all((image["src"] or "").startswith("data:image/") for image in tree.all("img"))
    assert all((a["href"] or "").startswith(("#", "data:")) for a in tree.all("a", "link"))
    assert not any("src" in script for script in tree.all("script"))
    assert "url(" not in CSS
    assert "@import" not in CSS


def test_policy_forbids_all_else(pages: dict[str, str]) -> None:
    def digest(element: str) -> str:
        found = re.search(f"<{element}>(.*?)</{element}>", pages["pass"], re.DOTALL)
        assert found
        raw = hashlib.sha256(found[1].encode()).digest()
        return base64.b64encode(raw).decode()

    policy = re.search('Content-Security-Policy" content="([^"]*)"', pages["pass"])
    assert policy
    assert "default-src &#39;none&#39;" in policy[1]
    assert digest("style") in policy[1]
    assert digest("script") in policy[1]


@pytest.mark.parametrize("name", RUN_NAMES)
def test_no_style_stands_in_an_attribute(trees: dict[str, Tree], name: str) -> None:
    assert not any("style" in attributes for _, attributes in trees[name].tags)


@pytest.mark.parametrize("name", RUN_NAMES)
def test_every_link_has_its_place(trees: dict[str, Tree], name: str) -> None:
    ids = [attributes["id"] for _, attributes in trees[name].tags if "id" in attributes]
    assert len(ids) == len(set(ids))
    assert {(a["href"] or "")[1:] for a in trees[name].all("a")} <= set(ids)


@pytest.mark.parametrize("name", RUN_NAMES)
def test_every_picture_has_words(trees: dict[str, Tree], name: str) -> None:
    tree = trees[name]
    assert all((image["alt"] or "").strip() for image in tree.all("img"))
    charts = [a for tag, a in tree.tags if a.get("role") == "img" and tag in ("svg", "div")]
    assert len(charts) >= 6
    assert all((chart["aria-label"] or "").strip() for chart in charts)


@pytest.mark.parametrize("name", RUN_NAMES)
def test_every_chart_has_a_table(pages: dict[str, str], name: str) -> None:
    kinds = re.findall(r'role="img"|<table', pages[name])
    assert ['role="img"', 'role="img"'] not in [list(pair) for pair in pairwise(kinds)]
    assert kinds[-1] == "<table"


@pytest.mark.parametrize("name", RUN_NAMES)
def test_every_table_has_a_caption(trees: dict[str, Tree], name: str) -> None:
    tree = trees[name]
    assert len(tree.all("table")) == len(tree.all("caption"))
    assert all("scope" in head for head in tree.all("th"))


def test_names_cannot_break_out(trees: dict[str, Tree]) -> None:
    tree = trees["many"]
    assert len(tree.all("script")) == 1
    assert tree.all("b") == [{}] * len(tree.all("b"))
    assert not any("onerror" in attributes for _, attributes in tree.tags)
    text = "".join(tree.text)
    assert "<script>alert('x')</script>" in text
    assert "odd/<img src=x onerror=alert(1)>\\n" in text
    assert "\u202e" not in text
    assert "Trees & <b>more</b>" in text


def test_same_files_give_same_page(finished: dict[str, Path], pages: dict[str, str]) -> None:
    again = build(finished["few"], title="Trees & <b>more</b>")
    assert again == pages["few"]


def _other_page(project: Path) -> str:
    """The page of the stage `validate` of the same run."""
    run = read(project)
    skipped = [one.model_dump() for one in run.ingest.skipped]
    return render(run.validation, quarantine=run.quarantine, skipped=skipped)


def test_both_pages_count_alike(finished: dict[str, Path], pages: dict[str, str]) -> None:
    """One number of files put aside, whatever stage left them out."""
    run = read(finished["pass"])
    (said,) = re.findall(r"files are used, ([\d,]+) were put aside", _other_page(finished["pass"]))
    assert int(said) > len(run.quarantine)
    assert f" {said} files were put aside." in pages["pass"]


def test_one_candidate_is_compared_with_none(finished: dict[str, Path]) -> None:
    facts = read(finished["pass"])
    alone = replace(facts, onion=facts.onion[:1], leaderboard=facts.leaderboard[:1])
    page, other = (page_of(one, title="pets") for one in (facts, alone))
    for head in ("onion-head", "leaderboard-head"):
        assert (head in page, head in other) == (True, False)


def test_detectors_have_a_leaderboard_and_no_onion(finished: dict[str, Path]) -> None:
    facts = read(finished["pass"])
    found = replace(
        facts,
        choice=facts.choice.model_copy(update={"log_loss": None}),
        leaderboard=[row.model_copy(update={"log_loss": None}) for row in facts.leaderboard],
    )
    page = page_of(found, title="cells")
    assert "onion-head" not in page
    assert "within a standard error of the best" in page


def test_matrix_names_its_columns(pages: dict[str, str]) -> None:
    heads = re.findall(r'class="turned"><span><bdi class="name">([^<]*)<', pages["pass"])
    assert heads == ["ash", "beech", "cedar", "dogwood", "elm"]


def test_contents_list_every_section(trees: dict[str, Tree]) -> None:
    """That on clips but where there are some."""
    links = [(a["href"] or "")[1:] for a in trees["pass"].all("a")]
    assert [name for name, _, _ in FIRST + LAST if name not in links] == ["clips"]


def _colours(block: str) -> dict[str, str]:
    return dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6})", block))


def _light_and_dark() -> Iterator[dict[str, str]]:
    light, _, rest = CSS.partition("@media screen and (prefers-color-scheme: dark)")
    yield _colours(light)
    yield _colours(light) | _colours(rest.partition("\n}")[0])


def _luminance(colour: str) -> float:
    """WCAG 2.2, relative luminance."""
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def _contrast(one: str, other: str) -> float:
    low, high = sorted((_luminance(one), _luminance(other)))
    return (high + 0.05) / (low + 0.05)


TEXT = [
    *[(ink, paper) for ink in ("ink", "soft", "accent") for paper in ("paper", "card", "code")],
    *[(state, paper) for state in ("pass", "fail", "wait") for paper in ("paper", "card")],
    *[(state, f"{state}-paper") for state in ("pass", "fail", "wait")],
    ("ink", "pass-paper"),
    *[("right-ink1", f"right{i}") for i in (1, 2)],
    *[("right-ink3", f"right{i}") for i in (3, 4)],
    *[("wrong-ink1", f"wrong{i}") for i in (1, 2, 3)],
    ("wrong-ink4", "wrong4"),
]
SHAPES = [(name, "paper") for name in ("s1", "s2", "s3", "s4", "s5", "s6", "quiet", "ink")]


def test_contrast_is_enough_everywhere() -> None:
    for colours in _light_and_dark():
        texts = {pair: _contrast(colours[pair[0]], colours[pair[1]]) for pair in TEXT}
        shapes = {pair: _contrast(colours[pair[0]], colours[pair[1]]) for pair in SHAPES}
        assert {pair: ratio for pair, ratio in texts.items() if ratio < 4.5} == {}
        assert {pair: ratio for pair, ratio in shapes.items() if ratio < 3} == {}


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    path = shutil.which("chromium") or shutil.which("google-chrome")
    if path is None:
        pytest.skip("SKIPPED FOR WANT OF A BROWSER: no chromium on the path")
    api = pytest.importorskip("playwright.sync_api")
    with api.sync_playwright() as play:
        running = play.chromium.launch(executable_path=path, headless=True, args=CHROMIUM_ARGS)
        yield running
        running.close()


@pytest.mark.slow
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", ["pass", "many", "several", "validation"])
def test_browser_shows_it_without_network(
    browser: Any,
    finished: dict[str, Path],
    pages: dict[str, str],
    tmp_path: Path,
    *,
    name: str,
    scheme: str,
) -> None:
    path = tmp_path / "report.html"
    path.write_text({**pages, "validation": _other_page(finished["many"])}[name], encoding="utf-8")
    context = browser.new_context(viewport={"width": 360, "height": 740}, color_scheme=scheme)
    tab, told, asked = context.new_page(), [], []
    tab.on("console", lambda message: told.append(message.text))
    tab.on("pageerror", lambda error: told.append(str(error)))
    tab.on("dialog", lambda dialog: told.append(dialog.message))
    tab.on("request", lambda request: asked.append(request.url))
    tab.goto(path.as_uri())
    tab.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
    width = tab.evaluate("document.documentElement.scrollWidth")
    context.close()
    assert told == []
    assert [url for url in asked if not url.startswith(("file:", "data:"))] == []
    assert width == 360


@pytest.mark.slow
def test_phone_shows_reasons_and_tells_scrolling(
    browser: Any, pages: dict[str, str], tmp_path: Path
) -> None:
    path = tmp_path / "report.html"
    path.write_text(pages["many"], encoding="utf-8")
    context = browser.new_context(viewport={"width": 390, "height": 844})
    tab = context.new_page()
    tab.goto(path.as_uri())
    tab.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
    tab.wait_for_timeout(200)
    wider = "one => one.scrollWidth > one.clientWidth + 1"
    all_of = "[...document.querySelectorAll('.scroll')]"
    silent = f"{all_of}.filter({wider}).filter(one => !one.classList.contains('wide')).length"
    stacked = f"{all_of}.filter({wider}).filter(one => one.querySelector('.stack')).length"
    told = [tab.evaluate(silent), tab.evaluate(stacked)]
    asides = tab.locator("#aside .stack td[data-head=why]").first.is_visible()
    context.close()
    assert told == [0, 0]
    assert asides


@pytest.mark.slow
def test_heads_of_tables_sort(browser: Any, pages: dict[str, str], tmp_path: Path) -> None:
    path = tmp_path / "report.html"
    path.write_text(pages["pass"], encoding="utf-8")
    context = browser.new_context()
    tab = context.new_page()
    tab.goto(path.as_uri())
    tab.click("#leaderboard table >> nth=0 >> th button >> nth=2")
    column = tab.locator("#leaderboard table").first.locator("tbody td:nth-child(3)")
    shown = column.all_inner_texts()
    context.close()
    assert len(shown) == 20
    assert shown == sorted(shown)

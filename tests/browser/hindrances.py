"""What hinders people on a page: found by axe, by its width, and on the way of the keyboard."""

from axe_playwright_python.sync_playwright import Axe

AXE = Axe().axe_script
EVERY_RULE = {"resultTypes": ["violations"]}
# Those whose answer may be another on a narrow screen: what is seen, how large, and what scrolls.
OF_WIDTH = EVERY_RULE | {
    "runOnly": [
        *("color-contrast", "scrollable-region-focusable", "link-in-text-block"),
        *("link-name", "button-name", "label", "empty-table-header", "skip-link", "region"),
    ]
}


def hindrances(page, rules=EVERY_RULE):
    """What axe finds, in a line each: the rule, where, and what is wrong."""
    if not page.evaluate("() => 'axe' in window"):
        page.evaluate(AXE)
    found = page.evaluate("rules => axe.run(rules).then(({ violations }) => violations)", rules)
    return [
        f"{one['id']}: {node['html'][:150]} {node['failureSummary']}"
        for one in found
        for node in one["nodes"]
    ]


def wider_than_the_page(page):
    """The elements that stick out, when the page can be scrolled sideways."""
    return page.evaluate(
        """() => {
          const width = document.documentElement.clientWidth;
          if (document.documentElement.scrollWidth <= width) return [];
          return [...document.body.querySelectorAll("*")]
            .filter((e) => e.getBoundingClientRect().right > width + 1)
            .map((e) => e.outerHTML.slice(0, 120)).slice(0, 5).concat(["scrolled sideways"]);
        }"""
    )


def tab_to(page, target):
    """Press Tab until the target has the focus; the focus is to be seen all the way."""
    for _ in range(120):
        page.keyboard.press("Tab")
        assert page.evaluate(
            "() => parseFloat(getComputedStyle(document.activeElement).outlineWidth) >= 2"
        ), page.evaluate("() => document.activeElement.outerHTML.slice(0, 200)")
        if target.evaluate("one => one === document.activeElement"):
            return
    raise AssertionError(f"the keyboard never reaches {target}")

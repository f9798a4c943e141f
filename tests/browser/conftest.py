"""Who comes visiting."""

import pytest

from tests.browser.visits import enter


@pytest.fixture
def visit(browse, site):
    """`visit("stockholm")` is a page where that demo account has signed in."""

    def visit(name, **options):
        page = browse(site, **options)
        enter(page, site, name)
        return page

    return visit

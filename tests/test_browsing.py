"""A page that a test opens is closed however the test ends, and what its scripts tell is not lost."""

from __future__ import annotations

import pytest
from browsing import opened

pytestmark = pytest.mark.browser
BROKEN = "data:text/html,<script>throw new Error('planted')</script>"


def test_an_error_in_a_script_fails_the_test(browser):
    with pytest.raises(AssertionError, match="planted"), opened(browser, BROKEN):
        pass  # the test itself goes well


def test_a_page_of_a_test_that_fails_is_closed_and_its_errors_are_told(browser):
    with pytest.raises(ValueError) as failed, opened(browser, BROKEN) as page:
        raise ValueError
    assert page.is_closed() and page.context not in browser.contexts
    assert "planted" in failed.value.__notes__[0]

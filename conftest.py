"""What all tests share: quick passwords, and no clock over drawn examples."""

from typing import Any

import pytest
from hypothesis import settings as drawing

# What is drawn is judged by what it gives: how long it takes says only how busy the machine is.
drawing.register_profile("xinlu", deadline=None)
drawing.load_profile("xinlu")


@pytest.fixture(autouse=True)
def _quick_passwords(settings: Any) -> None:
    """Hash passwords quickly: a guard against guessing costs a third of a second each."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]

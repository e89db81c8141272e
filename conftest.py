"""What all tests share: quick passwords, no clock over drawn examples, the engines of plans."""

import os
import shutil
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings as drawing

from xinlu.rules import Rulebook, read_rulebook

# What is drawn is judged by what it gives: how long it takes says only how busy the machine is.
drawing.register_profile("xinlu", deadline=None)
drawing.load_profile("xinlu")


@pytest.fixture(autouse=True)
def _quick_passwords(settings: Any) -> None:
    """Hash passwords quickly: a guard against guessing costs a third of a second each."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture(autouse=True, scope="session")
def _rulebooks_read_once() -> Iterator[None]:
    """Read a rulebook's file once, however many tests store its edition anew."""
    from xinlu.evaluation import editions

    @cache
    def read(path: Path, _changed: int) -> Rulebook:
        return read_rulebook(path)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(editions, "read_rulebook", lambda path: read(path, path.stat().st_mtime_ns))
        yield


#: Of a few rows, to compile a step takes longer than to compute it.
SMALL = {
    "spark.sql.shuffle.partitions": 2,
    "spark.sql.adaptive.enabled": "false",
    "spark.sql.codegen.wholeStage": "false",
}


@pytest.fixture(scope="session")
def spark() -> dict[str, Any]:
    """Start Spark, small, once for all tests; return what makes `evaluate` run there."""
    pyspark = pytest.importorskip("pyspark.sql", reason="the extra `spark` is not installed")
    if shutil.which("java") is None and "JAVA_HOME" not in os.environ:
        pytest.skip("no Java is installed (apt: openjdk-17-jre-headless)")
    builder = pyspark.SparkSession.builder.master("local[2]").config("spark.ui.enabled", "false")
    quick = "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC"
    builder = builder.config("spark.driver.extraJavaOptions", quick)
    builder.config("spark.log.level", "ERROR").getOrCreate()
    return {"engine": "spark", **SMALL}


@pytest.fixture(params=["duckdb", pytest.param("spark", marks=pytest.mark.spark)])
def engine(request: pytest.FixtureRequest) -> dict[str, Any]:
    """Return what makes `evaluate` run on one engine, then on the other."""
    found: dict[str, Any] = {"engine": "duckdb"}
    return request.getfixturevalue("spark") if request.param == "spark" else found

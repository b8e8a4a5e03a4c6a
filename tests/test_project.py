"""The shape of the project itself: what is where, who imports whom, and that nothing is left undone."""

import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.management import call_command

ROOT = Path(__file__).resolve().parent.parent
# docs/decisions and CONTRIBUTING.md explain the fixed top level; a new name there is a decision.
TOP = {"respite", "stays", "intake", "site", "templates", "tests", "manage.py", "pyproject.toml", "README.md"} | {
    "Makefile", "LICENSE", "CHANGELOG.md", "CONTRIBUTING.md", "requirements.txt", "requirements-dev.txt", "docs",
    "locale",
}  # fmt: skip


def git(*words):
    answer = subprocess.run(["git", *words], cwd=ROOT, capture_output=True, text=True, check=False)
    if answer.returncode > 1:  # 1 is git grep's way to say that it found nothing
        pytest.skip("this is not a git checkout")
    return answer.stdout.splitlines()


@pytest.mark.django_db
def test_migrations_are_complete():
    call_command("makemigrations", check=True, dry_run=True, verbosity=1)


def test_migrations_are_named():
    found = [path.stem for app in ("respite", "stays", "intake", "site") for path in (ROOT / app).rglob("00*.py")]

    assert [name for name in found if "_auto_" in name] == []


def test_site_is_a_source_root():
    assert not (ROOT / "site" / "__init__.py").exists()


def test_imports_run_downwards():
    command = [str(Path(sys.executable).with_name("lint-imports")), "--no-logo", "--no-cache"]
    answer = subprocess.run(command, cwd=ROOT, env={"PYTHONPATH": "site"}, capture_output=True, text=True, check=False)

    assert answer.returncode == 0, answer.stdout


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-dev.txt", ".ci/uv.txt"])
def test_requirements_hold_hashes_and_no_addresses(name):
    text = (ROOT / name).read_text()

    assert "://" not in text
    assert not re.search(r"^\s*-(?!-hash)", text, re.MULTILINE)
    pins = re.findall(r"^(\S+)==", text, re.MULTILINE)
    assert len(pins) == len(re.findall(r"^\S+==[^\n]*\\\n\s+--hash=sha256:", text, re.MULTILINE)) > 0


def test_top_level_holds_what_was_decided():
    tracked = {line.split("/")[0] for line in git("ls-files", "--cached", "--others", "--exclude-standard")}

    assert {name for name in tracked if not name.startswith(".")} - TOP == set()


def test_project_names_no_machine():
    """No path of the checkout it was written in, nor of anybody's home, stands in a tracked file."""
    words = {str(ROOT) + "/", str(Path.home()) + "/"} - {"//"}
    answer = git("grep", "-lIF", "--untracked", *(part for word in sorted(words) for part in ("-e", word)))

    assert answer == []


def test_system_checks_are_silent():
    call_command("check", fail_level="WARNING")

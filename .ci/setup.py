"""Make a checkout ready to run: uv, the virtual environment, its packages and the few system libraries.

Runs on any Python from 3.9, with nothing installed, as often as you like. Everything lands in .local/ and .venv/;
system packages are installed with apt where they are missing and we may. `--browser` asks for a browser too.
"""

import ctypes
import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LOCAL = ROOT / ".local"
UV = LOCAL / "uv" / "bin" / "uv"
UV_PIN = ROOT / ".ci" / "uv.txt"
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
WANTED = ROOT / "requirements-dev.txt"
PDF_LIBRARIES = {
    "libpango-1.0.so.0": "libpango-1.0-0",
    "libpangoft2-1.0.so.0": "libpangoft2-1.0-0",
    "libharfbuzz-subset.so.0": "libharfbuzz-subset0",
}
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def say(text):
    """Tell the person at the terminal what is going on."""
    print(text, file=sys.stderr, flush=True)


def give_up(text):
    """End with one plain sentence."""
    say(text)
    sys.exit(1)


def run(*command, quiet=False):
    """Run `command` without a keyboard and return whether it worked."""
    output = subprocess.DEVNULL if quiet else None
    try:
        return subprocess.call(command, cwd=ROOT, stdin=subprocess.DEVNULL, stdout=output, stderr=output) == 0
    except FileNotFoundError:
        return False


def fingerprint(*files):
    """Return a hash over the contents of `files`."""
    return hashlib.sha256(b"\0".join(file.read_bytes() for file in files)).hexdigest()


def stamped(stamp, value):
    """Tell whether `stamp` holds `value`: the step it stands for is done."""
    return stamp.exists() and stamp.read_text() == value


def apt(*packages):
    """Install Debian packages if this machine has apt and lets us; return whether it worked."""
    if not shutil.which("apt-get"):
        return False
    if os.geteuid() == 0:
        prefix = ["env"]
    elif run("sudo", "-n", "true", quiet=True):
        prefix = ["sudo", "-n", "env"]
    else:
        return False
    say("Installing system packages: {}".format(" ".join(packages)))
    command = [*prefix, "DEBIAN_FRONTEND=noninteractive", "apt-get", "-y", "-q"]
    install = [*command, "install", "--no-install-recommends", *packages]
    return run(*install, quiet=True) or (run(*command, "update", quiet=True) and run(*install, quiet=True))


def pip_from(python):
    """Install the pinned uv with the pip of `python`; return whether it worked."""
    target = ["--target", str(LOCAL / "uv"), "--upgrade"]
    return run(python, "-m", "pip", "--version", quiet=True) and run(
        python, "-m", "pip", "install", "-qq", "--disable-pip-version-check", "--no-deps", "--require-hashes",
        *target, "-r", str(UV_PIN),
    )  # fmt: skip


def pip_from_venv():
    """The same with a throwaway virtual environment, for a Python that has venv but no pip."""
    folder = LOCAL / "bootstrap"
    made = run(sys.executable, "-m", "venv", str(folder), quiet=True)
    worked = made and pip_from(str(folder / "bin" / "python"))
    shutil.rmtree(str(folder), ignore_errors=True)
    return worked


def pip_from_apt():
    """The same with Debian's own pip, installed for it."""
    return apt("python3-pip", "python3-venv") and pip_from("/usr/bin/python3")


def get_uv():
    """Put the pinned uv into .local/uv."""
    stamp, value = LOCAL / "uv" / "pin", fingerprint(UV_PIN)
    if UV.exists() and stamped(stamp, value):
        return
    say("Fetching uv, the package installer ...")
    if not (pip_from(sys.executable) or pip_from_venv() or pip_from_apt()):
        give_up("Please install pip for python3 (on Debian: apt install python3-pip python3-venv) and try again.")
    stamp.write_text(value)


def get_python():
    """Make .venv with the Python in .python-version, or with any other that is new enough."""
    check = "import sys; sys.exit(sys.version_info < (3, 12))"
    if run(str(PYTHON), "-c", check, quiet=True):
        return
    say("Making the virtual environment ...")
    pyenv = Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv")) / "versions"
    wanted = ["3.13", *sorted(map(str, pyenv.glob("3.1[2-9]*/bin/python3")), reverse=True), ">=3.12"]
    make = [str(UV), "venv", "--quiet", "--no-config", "--clear", str(VENV), "--python"]
    if not any(run(*make, name, "--no-python-downloads", quiet=True) for name in wanted) and not run(*make, "3.13"):
        give_up("Please install Python 3.12 or newer (3.13 is best) and try again.")


def get_packages():
    """Install exactly what requirements-dev.txt lists, each package checked against its hash."""
    stamp, value = VENV / "synced", fingerprint(WANTED, VENV / "pyvenv.cfg")
    if stamped(stamp, value):
        return
    say("Installing the packages (a minute, once) ...")
    options = ["--quiet", "--require-hashes", "--compile-bytecode", "--python", str(PYTHON)]
    if not run(str(UV), "pip", "sync", *options, str(WANTED)):
        give_up("The packages could not be installed; the lines above say why.")
    stamp.write_text(value)


def loadable(library):
    """Tell whether the system has this shared library."""
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def get_pdf_libraries():
    """Install what WeasyPrint loads to make PDFs; without it all else still works."""
    if not sys.platform.startswith("linux"):
        return  # elsewhere the names differ; WeasyPrint itself says what is missing
    missing = [package for library, package in PDF_LIBRARIES.items() if not loadable(library)]
    if not any(Path(folder).exists() for folder in ("/usr/share/fonts", "/usr/local/share/fonts")):
        missing.append("fonts-dejavu-core")
    if missing and not apt(*missing):
        say("PDFs need these system packages, please install them: {}".format(" ".join(missing)))


def has_browser():
    """Tell whether there is a browser for the tests: the system's, or the one playwright fetched."""
    if any(shutil.which(name) for name in BROWSERS):
        return True
    code = "from playwright.sync_api import sync_playwright as p\nwith p() as p: print(p.chromium.executable_path)"
    found = subprocess.run([str(PYTHON), "-c", code], stdout=subprocess.PIPE, stdin=subprocess.DEVNULL, text=True)
    return Path(found.stdout.strip() or "/nowhere").is_file()


def get_browser():
    """Find or install a browser for the browser tests."""
    if has_browser() or apt("chromium"):
        return
    say("Fetching a browser for the tests ...")
    if not run(str(VENV / "bin" / "playwright"), "install", "chromium"):
        give_up("The tests need a browser: please install chromium and try again.")


def main():
    """Do every step that is not done yet, one process at a time."""
    LOCAL.mkdir(exist_ok=True)
    with open(LOCAL / "setup.lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        get_uv()
        get_python()
        get_packages()
        get_pdf_libraries()
        if "--browser" in sys.argv[1:]:
            get_browser()


if __name__ == "__main__":
    os.environ["PIP_ROOT_USER_ACTION"] = "ignore"
    try:
        main()
    except KeyboardInterrupt:
        give_up("Stopped.")

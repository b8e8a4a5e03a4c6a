"""What every test may use."""

pytest_plugins = ["tests.database", "tests.cast", "tests.chromium", "tests.servers", "tests.working"]

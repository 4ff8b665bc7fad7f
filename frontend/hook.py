"""The part of the package build that makes what browsers load."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class FrontendHook(BuildHookInterface):  # type: ignore[type-arg]
    """Runs `build.py`, for a wheel as for an editable install."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Build before files are gathered."""
        found = importlib.util.spec_from_file_location("frontend_build", Path(self.root) / "frontend" / "build.py")
        assert found is not None
        assert found.loader is not None
        module = importlib.util.module_from_spec(found)
        found.loader.exec_module(module)
        module.main()

# SPDX-License-Identifier: Apache-2.0
"""What --about prints without a --format."""

from __future__ import annotations

from singer_sdk.about import AboutInfo, TextFormatter

_NAME = "  - Name: "


def text_of(info: AboutInfo) -> str:
    """The SDK's text, with what each setting means."""
    settings = info.settings.get("properties", {})
    lines = []
    for line in TextFormatter().format_about(info).splitlines():
        lines.append(line)
        if line.startswith(_NAME):
            description = settings[line.removeprefix(_NAME)].get("description", "")
            lines.append(f"    Description: {' '.join(description.split())}")
    return "\n".join(lines)

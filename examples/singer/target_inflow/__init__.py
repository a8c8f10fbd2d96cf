# SPDX-License-Identifier: Apache-2.0
"""A Singer target that writes streams into inFlow Inventory through the destination library."""

from .target import TargetInflow

__all__ = ["TargetInflow"]

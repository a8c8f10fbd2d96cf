# SPDX-License-Identifier: Apache-2.0
"""`python -m target_inflow` is `target-inflow`."""

from .target import TargetInflow

TargetInflow.cli()

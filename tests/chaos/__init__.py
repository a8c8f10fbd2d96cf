# SPDX-License-Identifier: Apache-2.0
"""The kill campaign: `inflow load` is killed again and again while it writes to a service that is
unwell, is started again with the same command until it ends by itself, and must then have told the
truth.

run.py does what a plan.py says, oracle.py judges it, and table.py counts; `./dev chaos` runs it.
"""

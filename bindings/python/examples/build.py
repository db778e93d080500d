# SPDX-License-Identifier: Apache-2.0
# build.py - builds a project that may write its own output and reach no network.
import sys

from nono import Sandbox

project = sys.argv[1]
result = (
    Sandbox()
    .allow_read(project)
    .allow_write(project + "/out")
    .block_network()
    .run(["sh", "-c", "cp input out/copy && cp input copy"], cwd=project)
)
print(result.stderr, end="")
sys.exit(result.exit_status)

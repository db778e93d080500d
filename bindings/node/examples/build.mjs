// SPDX-License-Identifier: Apache-2.0
// build.mjs - builds a project that may write its own output and reach no network.
import { Policy } from '../index.mjs';

const project = process.argv[2];
const policy = Policy.fromText(
  JSON.stringify({
    filesystem: { read: [project], write: [`${project}/out`] },
    network: { block: true },
  }),
);
const result = policy.runSync(['cp', 'input', 'out/copy'], { cwd: project });
console.log(`${result.status} ${result.signal}`);
process.stderr.write(result.stderr);

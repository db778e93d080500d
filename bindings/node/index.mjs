// SPDX-License-Identifier: Apache-2.0
// index.mjs - the same for `import`.
import nono from './index.js';

export const { Policy, landlockAbi, version } = nono;
export default nono;

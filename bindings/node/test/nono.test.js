// SPDX-License-Identifier: Apache-2.0
// nono.test.js - the shared vectors, and what only Node has.
'use strict';

const assert = require('node:assert');
const { execFileSync } = require('node:child_process');
const fs = require('node:fs');
const path = require('node:path');
const { test } = require('node:test');

const nono = require('..');

const { Policy } = nono;
const vectors = JSON.parse(
  fs.readFileSync(process.env.NONO_VECTORS || path.join(__dirname, '../../vectors.json')),
);
const codes = { policy: 'NONO_POLICY', usage: 'NONO_USAGE', file: 'NONO_FILE' };

function compile(vector) {
  const define = Object.fromEntries((vector.define || []).map((line) => line.split('=')));
  return 'text' in vector
    ? Policy.fromText(vector.text, vector.format, { define })
    : Policy.compile(vector.profile, { define });
}

const policies = Object.fromEntries(
  vectors.policies.filter((v) => !v.error).map((v) => [v.name, compile(v)]),
);

/** What a call throws. */
function thrown(call) {
  try {
    call();
  } catch (error) {
    return error;
  }
  return assert.fail('nothing was thrown');
}

test('policies compile or say why not', () => {
  for (const vector of vectors.policies) {
    if (vector.error) {
      const error = thrown(() => compile(vector));
      assert.strictEqual(error.code, codes[vector.error], vector.name);
      if (vector.code) {
        assert.ok(error.diagnostics.some((found) => found.code === vector.code), error.text);
      }
      continue;
    }
    const policy = policies[vector.name];
    const warnings = policy.diagnostics.filter((found) => found.severity === 'warning');
    assert.deepStrictEqual(warnings.map((found) => found.code), vector.warnings);
    if (vector.same_as) assert.strictEqual(policy.hash, policies[vector.same_as].hash);
  }
});

test('questions are answered', () => {
  for (const vector of vectors.queries) {
    const ask = () => policies[vector.policy].query(vector.words, { abi: vector.abi });
    if (vector.error) {
      assert.strictEqual(thrown(ask).code, codes[vector.error]);
      continue;
    }
    const answer = ask();
    assert.strictEqual(answer.verdict, vector.verdict, answer.text);
    if ('rule' in vector) assert.strictEqual(answer.rule, vector.rule);
  }
});

test('policies are compared', () => {
  for (const vector of vectors.comparisons) {
    const [before, after] = [policies[vector.before], policies[vector.after]];
    assert.strictEqual(before.diff(after).verdict, vector.change);
    assert.strictEqual(after.containedIn(before).verdict, vector.contains);
  }
});

test('a policy comes back from its blob and its text', () => {
  const policy = Policy.fromText('{}');
  assert.strictEqual(Policy.load(policy.blob).hash, policy.hash);
  assert.strictEqual(Policy.fromText(policy.text, 'text').hash, policy.hash);
  assert.strictEqual(thrown(() => Policy.load(policy.blob.subarray(1))).code, 'NONO_POLICY');
  assert.strictEqual(thrown(() => Policy.load(Buffer.alloc(0))).code, 'NONO_POLICY');
});

test('findings have their places', () => {
  const error = thrown(() => Policy.fromText('{"filesystem": {"read": ["~/.ssh"]}}'));
  const [found] = error.diagnostics.filter(({ severity }) => severity === 'error');
  assert.deepStrictEqual([found.code, found.line, found.column], ['N0301', 1, 26]);
  assert.match(error.text, /error\[N0301\]/);
});

test('wrong arguments are told', () => {
  const policy = Policy.fromText('{}');
  for (const call of [
    () => Policy.compile(7),
    () => Policy.compile('a\0b'),
    () => Policy.fromText('{}', 'toml'),
    () => Policy.fromText('{}', 'json', { target: 'plan9' }),
    () => Policy.fromText('{}', 'json', { define: { HOME: 'here' } }),
    () => Policy.load('text'),
    () => policy.query('read'),
    () => policy.query(['read', 7]),
    () => policy.runSync('true'),
    () => policy.runSync([]),
    () => policy.runSync(['true'], { home: 'here' }),
    () => policy.runSync(['true'], { env: 'A=1' }),
    () => policy.runSync(['true'], { env: new Map([['A', '1']]) }),
    () => policy.dryRun({ stict: true }),
    () => policy.dryRun({ strict: 1 }),
    () => policy.dryRun('strict'),
    () => policy.query(['read', '/'], { abi: '3' }),
    () => policy.query(['read', '/'], { abi: 1.5 }),
    () => policy.query(['read', '/'], { abi: 2 ** 32 + 1 }),
    () => policy.query(['read', '/'], { strict: true }),
    () => policy.diff({}),
    () => policy.containedIn(undefined),
    () => new Policy({}).hash,
  ]) {
    assert.strictEqual(thrown(call).code, 'NONO_USAGE', String(call));
  }
  const macos = Policy.compile('claude-code', { target: 'seatbelt' });
  assert.strictEqual(thrown(() => macos.runSync(['true'])).code, 'NONO_UNSUPPORTED');
  const warned = '{"network": {"connect_port": []}}';
  const strict = { warningsAreErrors: true };
  assert.strictEqual(thrown(() => Policy.fromText(warned, 'json', strict)).code, 'NONO_POLICY');
});

test('what is imported is what is required', async () => {
  const imported = await import('../index.mjs');
  assert.strictEqual(imported.Policy, Policy);
  assert.strictEqual(imported.version, require('../package.json').version);
});

test('runs', { skip: nono.landlockAbi() === 0 && 'this kernel has no Landlock' }, async (t) => {
  const root = fs.mkdtempSync(path.join(process.env.SCRATCH || '/var/tmp', 'nono-node-'));
  t.after?.(() => fs.rmSync(root, { recursive: true }));
  const cwd = path.join(root, 'project');
  fs.mkdirSync(path.join(cwd, 'out'), { recursive: true });
  fs.writeFileSync(path.join(root, 'secret'), 'key\n');
  fs.writeFileSync(path.join(cwd, 'input'), 'text\n');
  const policy = Policy.fromText(
    JSON.stringify({
      filesystem: { read: [cwd], write: [`${cwd}/out`] },
      network: { block: true },
    }),
  );

  await t.test('a command is held', () => {
    assert.strictEqual(String(execFileSync('cat', ['../secret'], { cwd })), 'key\n');
    const result = policy.runSync(['cat', 'input', '../secret'], { cwd });
    assert.strictEqual(String(result.stdout), 'text\n');
    assert.match(String(result.stderr), /Permission denied/);
    assert.deepStrictEqual([result.status, result.signal], [1, 0]);
    const ended = policy.runSync(['sh', '-c', 'echo x >out/a && kill -9 $$'], { cwd });
    assert.deepStrictEqual([ended.status, ended.signal], [137, 9]);
    assert.ok(fs.existsSync(path.join(cwd, 'out/a')));
  });

  // A traced run allocates after a fork, which a sanitizer's allocator cannot beside threads.
  const skip = Boolean(process.env.NONO_SANITIZED);
  await t.test('denials are told when they are asked for', { skip }, () => {
    const command = ['sh', '-c', 'cat ../secret; exit 3'];
    assert.strictEqual(policy.runSync(command, { cwd }).denials, null);
    const result = policy.runSync(command, { cwd, trace: true });
    const secret = path.join(root, 'secret');
    const denial = result.denials.find(({ subject }) => subject === secret);
    assert.deepStrictEqual([denial.operation, denial.times], ['read', 1]);
    assert.deepStrictEqual([result.status, result.unrecorded], [3, 0]);
    const clean = policy.runSync(['sh', '-c', 'cat input'], { cwd, trace: true });
    assert.deepStrictEqual(clean.denials, []);
  });

  await t.test('variables are those that were given', () => {
    const { HOME } = process.env;
    const env = { COLOUR: 'blue', A_TOKEN: 'key', PATH: '/usr/bin:/bin', HOME, B: undefined };
    const command = ['sh', '-c', 'echo $COLOUR $A_TOKEN ${B-unset}'];
    const options = { cwd, env, capture: undefined };
    assert.strictEqual(String(policy.runSync(command, options).stdout), 'blue unset\n');
  });

  await t.test('what does not run is an error', () => {
    const run = (command, options) => thrown(() => policy.runSync(command, options)).code;
    assert.strictEqual(run(['no-such-command'], { cwd }), 'NONO_COMMAND');
    assert.strictEqual(run(['true'], { cwd: '/no/such' }), 'NONO_REFUSED');
  });

  await t.test('a dry run says what is granted', () => {
    assert.ok(policy.dryRun({ cwd }).text.includes(cwd));
  });

  await t.test('threads that would escape are refused', () => {
    if (nono.landlockAbi() >= 8) return;
    const error = thrown(() => policy.apply());
    assert.strictEqual(error.code, 'NONO_REFUSED');
    assert.match(error.message, /more than one thread/);
    assert.ok(fs.readFileSync(path.join(root, 'secret')));
  });

  await t.test('examples', () => {
    const example = path.join(__dirname, '../examples/build.mjs');
    const said = execFileSync(process.execPath, [example, cwd], { encoding: 'utf8' });
    assert.match(said, /^0 0\n/);
    assert.ok(fs.existsSync(path.join(cwd, 'out/copy')));
  });
});

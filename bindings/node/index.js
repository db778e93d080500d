// SPDX-License-Identifier: Apache-2.0
// index.js - what the package has, over the addon.
'use strict';

const addon = require(process.env.NONO_NODE_ADDON || './nono.node');

const FORMATS = { json: 1, yaml: 2, text: 3 };

const COMPILE = ['target', 'define', 'warningsAreErrors'];
const HOST = ['home', 'strict'];
const RUN = [...HOST, 'cwd', 'env', 'capture', 'trace'];

function isMap(value) {
  return typeof value === 'object' && !Array.isArray(value) && !(value instanceof Map);
}

/** "NAME=value" of each member that has one: the addon knows no maps. */
function pairs(map, name) {
  if (map === undefined || map === null) return undefined;
  if (!isMap(map)) throw usage(`expected names and their values as '${name}'`);
  return Object.entries(map)
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => `${key}=${value}`);
}

/** OPTIONS for the addon; one that is misspelt must not be one that was left out. */
function plain(options, known) {
  if (options === undefined || options === null) return {};
  if (!isMap(options)) throw usage('expected options as an object');
  const unknown = Object.keys(options).find((name) => !known.includes(name));
  if (unknown !== undefined) {
    throw usage(`expected of the options ${known.join(', ')}, not '${unknown}'`);
  }
  const { define, env } = options;
  return { ...options, define: pairs(define, 'define'), env: pairs(env, 'env') };
}

function lines(text) {
  return text.split('\n').filter((line) => line !== '');
}

function usage(message) {
  return Object.assign(new TypeError(message), { code: 'NONO_USAGE' });
}

class Policy {
  #handle;

  constructor(handle) {
    this.#handle = handle;
  }

  static #handleOf(policy) {
    if (!(policy instanceof Policy)) throw usage('expected a policy');
    return policy.#handle;
  }

  static compile(profile, options) {
    return new Policy(addon.compile(profile, plain(options, COMPILE)));
  }

  static fromText(text, format = 'json', options = undefined) {
    if (!Object.hasOwn(FORMATS, format)) {
      throw usage(`expected the format 'json', 'yaml' or 'text', not '${format}'`);
    }
    const source = Buffer.from(text);
    return new Policy(addon.compileText(source, FORMATS[format], plain(options, COMPILE)));
  }

  static load(blob) {
    return new Policy(addon.load(blob));
  }

  get blob() {
    return addon.blob(this.#handle);
  }

  get hash() {
    return addon.hash(this.#handle);
  }

  get text() {
    return addon.text(this.#handle);
  }

  get diagnostics() {
    return addon.diagnostics(this.#handle);
  }

  query(words, options) {
    return addon.query(this.#handle, words, plain(options, ['abi']));
  }

  diff(after) {
    return addon.diff(this.#handle, Policy.#handleOf(after));
  }

  containedIn(other) {
    return addon.contains(this.#handle, Policy.#handleOf(other));
  }

  dryRun(options) {
    const { text, messages } = addon.dryRun(this.#handle, plain(options, [...HOST, 'cwd']));
    return { text, messages: lines(messages) };
  }

  apply(options) {
    return lines(addon.apply(this.#handle, plain(options, HOST)));
  }

  runSync(command, options) {
    const given = plain(options, RUN);
    given.capture ??= true;
    const result = addon.run(this.#handle, command, given);
    return { ...result, messages: lines(result.messages) };
  }
}

module.exports = { Policy, landlockAbi: addon.landlockAbi, version: addon.version() };

// SPDX-License-Identifier: Apache-2.0
// index.js - what the package has, over the addon.
'use strict';

const addon = require(process.env.NONO_NODE_ADDON || './nono.node');

const FORMATS = { json: 1, yaml: 2, text: 3 };

/** "NAME=value" of each member: the addon knows no maps. */
function pairs(map) {
  return map && Object.entries(map).map(([name, value]) => `${name}=${value}`);
}

function plain(options = {}) {
  return { ...options, define: pairs(options.define), env: pairs(options.env) };
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

  static compile(profile, options) {
    return new Policy(addon.compile(profile, plain(options)));
  }

  static fromText(text, format = 'json', options = undefined) {
    if (!Object.hasOwn(FORMATS, format)) {
      throw usage(`expected the format 'json', 'yaml' or 'text', not '${format}'`);
    }
    return new Policy(addon.compileText(Buffer.from(text), FORMATS[format], plain(options)));
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
    return addon.query(this.#handle, words, plain(options));
  }

  diff(after) {
    return addon.diff(this.#handle, after.#handle);
  }

  containedIn(other) {
    return addon.contains(this.#handle, other.#handle);
  }

  dryRun(options) {
    const { text, messages } = addon.dryRun(this.#handle, plain(options));
    return { text, messages: lines(messages) };
  }

  apply(options) {
    return lines(addon.apply(this.#handle, plain(options)));
  }

  runSync(command, options) {
    const result = addon.run(this.#handle, command, plain({ capture: true, ...options }));
    return { ...result, messages: lines(result.messages) };
  }
}

module.exports = { Policy, landlockAbi: addon.landlockAbi, version: addon.version() };

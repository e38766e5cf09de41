#!/usr/bin/env node
// CommonJS, as libuv reads the size of its thread pool before the first import of an ES module ends. Pictures
// are decoded in these threads and fsync waits in them: with the usual 4 the one would hold the other up.
const { spawnSync } = require('node:child_process');
const { existsSync } = require('node:fs');
const { join } = require('node:path');
const { pathToFileURL } = require('node:url');

process.env.UV_THREADPOOL_SIZE ??= '12';
// The AWS SDK would remind every start on Node 20 of what its later versions will want; ours is pinned.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true';

const entry = join(__dirname, '../dist/main.js');
// In a fresh checkout nothing is compiled yet: build once, then run what was built.
if (!existsSync(entry)) {
  const build = spawnSync('npm', ['run', '--silent', 'build'], {
    cwd: join(__dirname, '../../..'),
    stdio: ['ignore', 2, 2],
  });
  if (build.status !== 0) process.exit(build.status ?? 1);
}
import(pathToFileURL(entry).href).catch((error) => {
  console.error(error);
  process.exit(1);
});

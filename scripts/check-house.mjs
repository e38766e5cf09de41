// The house rules that no linter knows: length of files, and nothing of one machine in the repository.
import { execFileSync } from 'node:child_process';
import { readFileSync, statSync } from 'node:fs';
import { isAbsolute } from 'node:path';

const LONGEST = 400;
const GOOD_MEDIAN = 100;

const tracked = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], {
  encoding: 'utf8',
  maxBuffer: 64 * 1024 * 1024,
})
  .split('\0')
  .filter((path) => path !== '' && statSync(path, { throwIfNoEntry: false })?.isFile());

// Written in pieces, so that this file passes its own check.
const FOREIGN = [
  {
    pattern: new RegExp(`(^|[\\s"'\`=(:])/(${['work', 'home/\\w+', 'Users/\\w+'].join('|')})/`),
    what: 'a path of one machine',
  },
  {
    pattern: new RegExp(`https?://[\\w.-]*(${['artifactory', 'nexus', 'verdaccio', 'npm-proxy'].join('|')})`),
    what: 'the address of a private registry',
  },
  {
    pattern: new RegExp(`"resolved": "https?://(?!${'registry.npmjs'}\\.org)`),
    what: 'a registry of one machine',
  },
];

const complaints = [];
const lengths = [];
for (const path of tracked) {
  const text = readFileSync(path);
  if (text.includes(0)) continue;
  const content = text.toString('utf8');
  if (/(?<!\.generated)\.tsx?$/.test(path)) {
    const lines = content.split('\n').length - 1;
    lengths.push(lines);
    if (lines > LONGEST) complaints.push(`${path}: ${lines} lines, at most ${LONGEST}`);
  }
  if (path === 'scripts/check-house.mjs' || isAbsolute(path)) continue;
  for (const [index, line] of content.split('\n').entries()) {
    for (const { pattern, what } of FOREIGN) {
      if (pattern.test(line)) complaints.push(`${path}:${index + 1}: ${what}: ${line.trim().slice(0, 120)}`);
    }
  }
}

lengths.sort((a, b) => a - b);
const median = lengths[Math.floor(lengths.length / 2)] ?? 0;
console.log(`${lengths.length} source files, median ${median} lines, longest ${lengths.at(-1) ?? 0}`);
if (median > GOOD_MEDIAN) complaints.push(`the median is ${median} lines, aim at ${GOOD_MEDIAN}`);
for (const complaint of complaints) console.error(complaint);
process.exitCode = complaints.length === 0 ? 0 : 1;

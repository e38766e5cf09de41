import { expect, test } from 'vitest';
import { runCli } from '../testing/run-cli.ts';

test('a small load on a server of its own holds, and the audit is clean', async () => {
  const { code, stdout, stderr } = await runCli(
    ['load', '--uploads', '12', '--users', '6', '--parallel', '3'],
    {},
  );
  expect(stderr).toBe('');
  expect(stdout).toMatch(/^12 uploads in /m);
  expect(stdout).toMatch(/acknowledged pictures read back +I1 +[1-9]/);
  expect(stdout).toMatch(/^Clean\./m);
  expect(code).toBe(0);
});

test.each(['http://example.org', 'http://127.0.0.1.example.org', 'not an address'])(
  'only a server on this machine: %s',
  async (url) => {
    const { code, stderr } = await runCli(['load', '--url', url], {});
    expect(code).not.toBe(0);
    expect(stderr).toMatch(/a server on this machine/);
  },
);

import { expect, it } from 'vitest';
import { createLog } from './log.ts';

function logged(write: (log: ReturnType<typeof createLog>) => void): string[] {
  const lines: string[] = [];
  const log = createLog({ level: 'debug', to: { write: (line: string) => void lines.push(line) } });
  write(log);
  return lines;
}

it('a value with line breaks, escapes or JSON is still one record', () => {
  const name = 'a.jpg\r\n{"level":"fatal","msg":"forged"}\u001b[2J';
  const lines = logged((log) => log.info({ name }, name));
  expect(lines).toHaveLength(1);
  for (const character of ['\r', '\n', '\u001b']) expect(lines[0]?.trimEnd()).not.toContain(character);
  expect(JSON.parse(lines[0] ?? '')).toMatchObject({ level: 'info', name, msg: name });
});

it('hides what opens doors', () => {
  const [line] = logged((log) =>
    log.info({
      headers: { authorization: 'Bearer s3cret', cookie: 'likeness_session=s3cret', 'set-cookie': 's3cret' },
      req: { headers: { authorization: 's3cret' } },
      query: { code: 's3cret', signature: 's3cret' },
      token: 's3cret',
      password: 's3cret',
    }),
  );
  expect(line).not.toContain('s3cret');
});

it('an error carries its causes, not the values that a database tells', () => {
  const cause = Object.assign(new Error('duplicate key'), {
    code: '23505',
    detail: 'Key (subject)=(alice) exists',
  });
  const [line = ''] = logged((log) => log.error({ err: new Error('no', { cause }) }, 'failed'));
  expect(JSON.parse(line).err).toMatchObject({ type: 'Error', message: 'no', cause: { code: '23505' } });
  expect(line).not.toContain('alice');
});

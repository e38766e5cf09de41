import fc from 'fast-check';
import { expect, test } from 'vitest';
import { statementEnd } from './statement-end.ts';

test.each([
  ['select 1;', 9],
  ['select 1; select 2;', 9],
  ['select 1', -1],
  [`select ';', "a;b";`, 18],
  [`select 'it''s;';`, 16],
  [String.raw`select E'\';';`, 14],
  [String.raw`select 'a\';`, 12],
  ['select $$;$$;', 13],
  ['do $body$ begin; $$ end $body$;', 31],
  ['select a$1$b;', 13],
  ['select 1 -- not here;', -1],
  ['select 1 -- not here;\n;', 23],
  ['/* ; /* ; */ ; */ select 1;', 27],
  [`select 'open;`, -1],
  ['select type$;', 13],
])('%s', (text, end) => {
  expect(statementEnd(text)).toBe(end);
});

test('a quoted string never ends a statement, whatever is in it', () => {
  fc.assert(
    fc.property(fc.string(), (content) => {
      const statement = `select '${content.replaceAll("'", "''")}';`;
      expect(statementEnd(statement)).toBe(statement.length);
    }),
  );
});

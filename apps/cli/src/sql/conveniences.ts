const RELATIONS = (kinds: string) => `
SELECT n.nspname AS schema, c.relname AS name,
  CASE c.relkind WHEN 'r' THEN 'table' WHEN 'p' THEN 'table' WHEN 'v' THEN 'view' WHEN 'S' THEN 'sequence' END AS type,
  obj_description(c.oid, 'pg_class') AS about
FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE c.relkind IN (${kinds}) AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
ORDER BY 1, 2`;

const COLUMNS = (name: string) => `
SELECT a.attname AS column, format_type(a.atttypid, a.atttypmod) AS type,
  CASE WHEN a.attnotnull THEN 'not null' ELSE '' END AS nullable, pg_get_expr(d.adbin, d.adrelid) AS default
FROM pg_attribute a LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
WHERE a.attrelid = ${literal(name)}::regclass AND a.attnum > 0 AND NOT a.attisdropped
ORDER BY a.attnum`;

const FUNCTIONS = `
SELECT n.nspname AS schema, p.proname AS name, pg_get_function_arguments(p.oid) AS arguments,
  obj_description(p.oid, 'pg_proc') AS about
FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
WHERE n.nspname !~ '^pg_' AND n.nspname <> 'information_schema' AND p.prorettype <> 'trigger'::regtype
ORDER BY 1, 2`;

export const CONVENIENCES = `\\d         tables, views and sequences     \\d NAME    columns of one
\\dt        tables                          \\df        functions
\\q         leave (or Ctrl-D)               \\?         this help
A statement ends with a semicolon and may take several lines. Ctrl-C stops one that runs.
`;

/** The SQL behind `\d` and its like; undefined when there is no such convenience. */
export function convenience(line: string): string | undefined {
  const [, command, name = ''] = /^\\(\w+)\s*([^\s;]*)\s*;?\s*$/.exec(line) ?? [];
  if (command === 'd') return name === '' ? RELATIONS(`'r', 'p', 'v', 'S'`) : COLUMNS(name);
  if (command === 'dt') return RELATIONS(`'r', 'p'`);
  if (command === 'df') return FUNCTIONS;
  return undefined;
}

const literal = (text: string) => `'${text.replaceAll("'", "''")}'`;

import type { ClientBase } from 'pg';

/** Schemas that are ours as a whole. `public` belongs to the application that we share a database with. */
export const SCHEMAS = ['shared', 'portrait', 'avatar'];

export interface Table {
  schema: string;
  name: string;
  columns: string[];
}

/** Our tables, those that others refer to first, so that they can be filled in this order. */
export async function tablesInOrder(client: ClientBase): Promise<Table[]> {
  const { rows } = await client.query<Table & { id: string; needs: string[] }>(
    `SELECT c.oid::text AS id, n.nspname AS schema, c.relname AS name,
       (SELECT array_agg(a.attname::text ORDER BY a.attnum) FROM pg_attribute a
        WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = '') AS columns,
       ARRAY(SELECT DISTINCT f.confrelid::text FROM pg_constraint f
        WHERE f.conrelid = c.oid AND f.contype = 'f' AND f.confrelid <> c.oid) AS needs
     FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
     WHERE c.relkind IN ('r', 'p') AND NOT c.relispartition AND n.nspname = ANY($1) ORDER BY n.nspname, c.relname`,
    [SCHEMAS],
  );
  const ordered: Table[] = [];
  const placed = new Set<string>();
  while (placed.size < rows.length) {
    const ready = rows.filter(({ id, needs }) => !placed.has(id) && needs.every((need) => placed.has(need)));
    if (ready.length === 0) throw new Error('tables refer to each other in a circle');
    for (const { id, schema, name, columns } of ready) {
      placed.add(id);
      ordered.push({ schema, name, columns });
    }
  }
  return ordered;
}

export interface Sequence {
  schema: string;
  name: string;
  /** The last value given out. */
  last: string;
}

export async function sequences(client: ClientBase): Promise<Sequence[]> {
  const { rows } = await client.query<Sequence>(
    `SELECT schemaname AS schema, sequencename AS name, coalesce(last_value, 0)::text AS last
     FROM pg_sequences WHERE schemaname = ANY($1) ORDER BY 1, 2`,
    [SCHEMAS],
  );
  return rows;
}

export const quoteName = (name: string) => `"${name.replaceAll('"', '""')}"`;

export const quoteTable = ({ schema, name }: { schema: string; name: string }) =>
  `${quoteName(schema)}.${quoteName(name)}`;

/** Every row, also of a partitioned table, which COPY does not read by its name. */
export const copySource = (table: Table) =>
  `(SELECT ${table.columns.map(quoteName).join(', ')} FROM ${quoteTable(table)})`;

/** `schema.table (column, …)`, as COPY takes it. */
export const copyTarget = (table: Table) =>
  `${quoteTable(table)} (${table.columns.map(quoteName).join(', ')})`;

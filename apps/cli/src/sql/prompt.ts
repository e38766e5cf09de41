import { appendFileSync, readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { Client } from 'pg';
import { CONVENIENCES, convenience } from './conveniences.ts';
import type { Format } from './format-rows.ts';
import { describeSqlError, runSql } from './run-sql.ts';
import { statementEnd } from './statement-end.ts';

export interface PromptOptions {
  client: Client;
  format: Format;
  /** Where statements are remembered; read by its owner only. */
  historyFile: string;
}

const HISTORY = 500;

/**
 * Reads statements from stdin until it ends: with a prompt on a terminal, silently in a pipe.
 *
 * @returns how many statements failed
 */
export async function prompt(options: PromptOptions): Promise<number> {
  const { client, historyFile } = options;
  const terminal = process.stdin.isTTY === true;
  const lines = createInterface({
    input: process.stdin,
    terminal,
    ...(terminal && { output: process.stdout, history: readHistory(historyFile), historySize: HISTORY }),
  });
  let failures = 0;
  let text = '';
  let running = false;
  const ask = () => {
    if (!terminal) return;
    lines.setPrompt(text === '' ? 'likeness> ' : '       -> ');
    lines.prompt();
  };
  lines.on('SIGINT', () => {
    if (running) void cancel(client);
    text = '';
    process.stdout.write('\n');
    ask();
  });
  const run = async (sql: string, shown = sql) => {
    running = true;
    try {
      process.stdout.write(await runSql(client, sql, options.format));
    } catch (error) {
      failures += 1;
      process.stderr.write(describeSqlError(error, shown));
    }
    running = false;
  };
  ask();
  for await (const line of lines) {
    if (terminal && line.trim() !== '') remember(historyFile, line);
    if (text === '' && line.trimStart().startsWith('\\')) {
      const command = line.trim();
      if (/^\\q\b/.test(command)) break;
      const sql = convenience(command);
      if (sql === undefined) process.stdout.write(CONVENIENCES);
      else await run(sql, '');
    } else {
      text += text === '' && line.trim() === '' ? '' : `${line}\n`;
      for (let end = statementEnd(text); end !== -1; end = statementEnd(text)) {
        await run(text.slice(0, end));
        text = text.slice(end).trimStart();
      }
    }
    ask();
  }
  lines.close();
  if (text.trim() !== '') await run(text);
  return failures;
}

function readHistory(file: string): string[] {
  try {
    return readFileSync(file, 'utf8').trimEnd().split('\n').slice(-HISTORY).toReversed();
  } catch {
    return []; // none yet
  }
}

function remember(file: string, line: string): void {
  try {
    appendFileSync(file, `${line}\n`, { mode: 0o600 });
  } catch {
    // a history is no reason to fail
  }
}

/** Asks the server to stop what this connection runs. */
async function cancel(client: Client & { processID?: number | null }): Promise<void> {
  const { host, port, user, password, database } = client;
  const other = new Client({
    host,
    port,
    ...(user && { user }),
    ...(password && { password }),
    ...(database && { database }),
    ssl: client.ssl,
  });
  other.on('error', () => {});
  try {
    await other.connect();
    await other.query('SELECT pg_cancel_backend($1)', [client.processID]);
  } finally {
    await other.end().catch(() => {});
  }
}

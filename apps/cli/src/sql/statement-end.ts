/**
 * Where the first statement of a text ends: the place behind its `;`, or -1 when the text ends within it.
 * Semicolons in strings, quoted names, dollar quotes and comments do not count.
 */
export function statementEnd(text: string): number {
  let at = 0;
  while (at < text.length) {
    if (text[at] === ';') return at + 1;
    const end = endOfQuoted(text, at);
    if (end === -1) return -1;
    at = end ?? at + 1;
  }
  return -1;
}

/** Behind what is quoted at this place; undefined when nothing is, -1 when it does not end. */
function endOfQuoted(text: string, at: number): number | undefined {
  const rest = text.slice(at);
  if (rest.startsWith('--')) return after(text, '\n', at);
  if (rest.startsWith('/*')) return endOfComment(text, at);
  const word = /^[\p{L}_][\p{L}\d_$]*/u.exec(rest)?.[0];
  if (word !== undefined && !(/^e$/i.test(word) && rest[1] === "'")) return at + word.length;
  if (/^e'/i.test(rest)) return behind(/^e'(?:[^'\\]|\\[\s\S]|'')*'/i, rest, at);
  if (rest.startsWith("'")) return behind(/^'(?:[^']|'')*'/, rest, at);
  if (rest.startsWith('"')) return behind(/^"(?:[^"]|"")*"/, rest, at);
  const tag = /^\$(?:[\p{L}_][\p{L}\d_]*)?\$/u.exec(rest)?.[0];
  return tag === undefined ? undefined : after(text, tag, at + tag.length);
}

function behind(pattern: RegExp, rest: string, at: number): number {
  const found = pattern.exec(rest)?.[0];
  return found === undefined ? -1 : at + found.length;
}

function after(text: string, mark: string, from: number): number {
  const found = text.indexOf(mark, from);
  return found === -1 ? -1 : found + mark.length;
}

/** Comments nest. */
function endOfComment(text: string, at: number): number {
  const marks = /\/\*|\*\//g;
  marks.lastIndex = at;
  let depth = 0;
  for (let mark = marks.exec(text); mark !== null; mark = marks.exec(text)) {
    depth += mark[0] === '/*' ? 1 : -1;
    if (depth === 0) return marks.lastIndex;
  }
  return -1;
}

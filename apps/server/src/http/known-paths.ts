import type { App } from './app-types.ts';

/** Tells which methods an address takes, for the `Allow` of a 405. */
export function recordPaths(app: App): { methodsAt(path: string): string[] } {
  const methods = new Map<string, { matches: RegExp; methods: Set<string> }>();
  app.addHook('onRoute', ({ url, method }) => {
    const known = methods.get(url) ?? { matches: patternOf(url), methods: new Set<string>() };
    for (const one of [method].flat()) known.methods.add(one);
    methods.set(url, known);
  });
  return {
    methodsAt(path) {
      const found = new Set<string>();
      for (const { matches, methods: here } of methods.values()) {
        if (matches.test(path)) for (const method of here) found.add(method);
      }
      return [...found].sort();
    },
  };
}

/** `/avatars/:id/:size.:format` and the like; a parameter is its own pattern, or anything up to the next slash. */
function patternOf(url: string): RegExp {
  const parts = url.split(/(:\w+(?:\([^)]*\))?|\*)/).map((part, index) => {
    if (part === '*') return '.*';
    if (index % 2 === 1) return /\(.*\)$/.exec(part)?.[0] ?? '[^/]+?';
    return part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  });
  return new RegExp(`^${parts.join('')}$`);
}

import { expect, it } from 'vitest';
import { patternsOf, TOPIC_PATTERNS } from './topics.ts';

it('a topic is reached by itself, by what it begins with, and by *', () => {
  expect(patternsOf('avatar.processing.failed')).toEqual([
    '*',
    'avatar.*',
    'avatar.processing.*',
    'avatar.processing.failed',
  ]);
});

it('whatever can be asked for is told of some topic', () => {
  const reachable = new Set(TOPIC_PATTERNS.filter((pattern) => !pattern.endsWith('*')).flatMap(patternsOf));
  expect([...TOPIC_PATTERNS].filter((pattern) => !reachable.has(pattern))).toEqual([]);
  expect([...reachable].toSorted()).toEqual([...TOPIC_PATTERNS].toSorted());
});

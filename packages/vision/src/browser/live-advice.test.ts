import { expect, test } from 'vitest';
import { type StickFigure, stickFigure } from '../quality/testing/stick-figure.ts';
import { type LiveAdvice, liveAdvice } from './live-advice.ts';

const advice = (figure: StickFigure, change: object = {}): LiveAdvice =>
  liveAdvice({ ...stickFigure(figure), ...change });

/** As small as the frames of a camera are looked at. */
const FRAME = { width: 360, height: 480, tall: 340, at: { x: 180, y: 430 } };

test('who stands as asked may hold still, also in a small frame', () => {
  expect(advice(FRAME)).toBe('hold');
  expect(advice({ ...FRAME, yaw: 90, arms: 5 }, { kind: 'side' })).toBe('hold');
});

test.each<[LiveAdvice, StickFigure, object?]>([
  ['light', { background: 30, skin: 12 }],
  ['too_bright', { background: 255, skin: 254 }],
  ['stand', { seated: true }],
  ['upright', { lean: 20 }],
  ['whole', { at: { x: 180, y: 485 } }],
  ['nearer', { tall: 190 }],
  ['face', { yaw: 40 }],
  ['sideways', { yaw: 30 }, { kind: 'side' }],
  ['arms', { arms: 6 }],
])('says %s', (expected, figure, change) => {
  expect(advice({ ...FRAME, ...figure }, change)).toBe(expected);
});

test('says when there is nobody, or somebody else', () => {
  const { pose } = stickFigure(FRAME);
  expect(advice(FRAME, { pose: null })).toBe('nobody');
  expect(advice(FRAME, { pose: { ...pose, others: 1 } })).toBe('alone');
});

test('what is to be mended first is said first', () => {
  expect(advice({ ...FRAME, yaw: 40, arms: 3, at: { x: 180, y: 485 } })).toBe('whole');
  expect(advice({ ...FRAME, yaw: 40, arms: 3 })).toBe('face');
});

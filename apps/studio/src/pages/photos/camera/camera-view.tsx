import type { Kind } from '../capture.ts';

export function CameraView(_: { kind: Kind; onShot(file: Blob): void; onClose(): void }) {
  return null;
}

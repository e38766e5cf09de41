import { useCallback, useEffect, useRef, useState } from 'react';

/** Short tones, so that one hears from afar what the screen shows. Off until somebody wants them. */
export function useBeep() {
  const [sound, setSound] = useState(false);
  const context = useRef<AudioContext | undefined>(undefined);
  useEffect(() => () => void context.current?.close(), []);
  const beep = useCallback(
    (left: number) => {
      if (!sound) return;
      context.current ??= new AudioContext();
      const { currentTime, destination } = context.current;
      const tone = new OscillatorNode(context.current, { frequency: left === 0 ? 1320 : 880 });
      const volume = new GainNode(context.current, { gain: 0.2 });
      const length = left === 0 ? 0.5 : 0.12;
      volume.gain.setTargetAtTime(0, currentTime + length, 0.03);
      tone.connect(volume).connect(destination);
      tone.start();
      tone.stop(currentTime + length + 0.2);
    },
    [sound],
  );
  return { sound, setSound, beep };
}

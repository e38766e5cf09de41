import { useEffect, useRef } from 'react';
import { useText } from '../../language/language.tsx';
import { PageHead } from '../../ui/page-head.tsx';
import { AboutStep } from './about-step.tsx';
import { useCapture } from './capture.ts';
import styles from './photos.module.css';
import { PoseProvider } from './pose/use-pose-check.tsx';
import { SendStep } from './send-step.tsx';
import { ShotStep } from './shot-step.tsx';
import { Stepper } from './stepper.tsx';

/** A body by photos: what to do, the front, the side, and what is read from them. */
export function PhotosPage() {
  const t = useText('photos');
  const { capture, change, forget } = useCapture();
  const { step } = capture;
  const top = useRef<HTMLElement>(null);
  const before = useRef(step);
  useEffect(() => {
    if (before.current === step) return;
    before.current = step;
    // a screen reader and the eye go on at the top of the new step
    top.current?.focus({ preventScroll: true });
    window.scrollTo({ top: 0 });
  }, [step]);
  const taken = capture.front !== null || capture.side !== null;
  useEffect(() => {
    if (!taken) return;
    // photos are in memory alone: the browser asks before it lets them go
    const ask = (event: BeforeUnloadEvent) => event.preventDefault();
    globalThis.addEventListener('beforeunload', ask);
    return () => globalThis.removeEventListener('beforeunload', ask);
  }, [taken]);
  return (
    <PoseProvider>
      <PageHead title={t('title')} lead={t('lead')} />
      <Stepper step={step} onStep={(to) => change({ step: to })} />
      <section ref={top} tabIndex={-1} className={styles.top} aria-label={t(`step_${step}`)}>
        {step === 'about' && <AboutStep capture={capture} change={change} />}
        {step === 'front' && <ShotStep key="front" kind="front" shot={capture.front} change={change} />}
        {step === 'side' && <ShotStep key="side" kind="side" shot={capture.side} change={change} />}
        {step === 'send' && <SendStep capture={capture} change={change} onDone={forget} />}
      </section>
    </PoseProvider>
  );
}

import { useEffect, useRef } from 'react';
import { useText } from '../../language/language.tsx';
import { usePerson } from '../../session/session.tsx';
import { PageHead } from '../../ui/page-head.tsx';
import { AboutStep } from './about-step.tsx';
import { useCapture } from './capture.ts';
import styles from './photos.module.css';
import { PoseProvider } from './pose/use-pose-check.tsx';
import { SendStep } from './send-step.tsx';
import { ShotStep } from './shot-step.tsx';
import { Stepper } from './stepper.tsx';
import { type Sending, useSending } from './use-sending.ts';

const isUnderWay = ({ state }: Sending): boolean => ['uploading', 'reading', 'done'].includes(state);

/** A body by photos: what to do, the front, the side, and what is read from them. */
export function PhotosPage() {
  const { userId } = usePerson();
  return <PhotosOf key={userId} userId={userId} />;
}

function PhotosOf({ userId }: { userId: string }) {
  const t = useText('photos');
  const { capture, change, forget } = useCapture(userId);
  const way = useSending();
  const { step } = capture;
  const still = isUnderWay(way.sending);
  const view = step === 'send' ? `send ${still || way.sending.state}` : step;
  const top = useRef<HTMLElement>(null);
  const before = useRef(view);
  useEffect(() => {
    if (before.current === view) return;
    before.current = view;
    // a screen reader and the eye go on at the top of what is new
    top.current?.focus({ preventScroll: true });
    window.scrollTo({ top: 0 });
  }, [view]);
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
      <Stepper
        step={step}
        still={still}
        onStep={(to) => {
          // what was refused is shown once; whoever goes back may take other photos
          if (way.sending.state === 'refused') way.back();
          change({ step: to });
        }}
      />
      <section ref={top} tabIndex={-1} className={styles.top} aria-label={t(`step_${step}`)}>
        {step === 'about' && <AboutStep capture={capture} change={change} />}
        {step === 'front' && <ShotStep key="front" kind="front" shot={capture.front} change={change} />}
        {step === 'side' && <ShotStep key="side" kind="side" shot={capture.side} change={change} />}
        {step === 'send' && <SendStep capture={capture} way={way} change={change} onDone={forget} />}
      </section>
    </PoseProvider>
  );
}

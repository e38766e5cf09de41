import { TAPE_KEYS, type TapeKey } from '@likeness/body';
import { useRef } from 'react';
import { useText } from '../../../language/language.tsx';
import type { useLiveBody } from '../../../solver/index.ts';
import { Button } from '../../../ui/button.tsx';
import { Card } from '../../../ui/card.tsx';
import { Notice, NoticePlace } from '../../../ui/notice.tsx';
import { BodyStage } from '../body-stage.tsx';
import { BodyTypeBars } from '../body-type-bars.tsx';
import { useFormat } from '../format.ts';
import { useSayMissed } from '../say-missed.ts';
import { useTapes } from '../tapes.ts';
import type { FieldKey } from './draft.ts';
import { HowTo } from './how-to.tsx';
import styles from './live-pane.module.css';
import type { Units } from './units.ts';

export interface LivePaneProps {
  live: ReturnType<typeof useLiveBody>;
  units: Units;
  /** kg, when it was given. */
  weight: number | undefined;
  pointed: FieldKey;
  onPoint(key: FieldKey): void;
}

/** The body as it is being typed, with what follows from it. */
export function LivePane({ live, units, weight, pointed, onPoint }: LivePaneProps) {
  const t = useText('bodies');
  const format = useFormat(units);
  const sayMissed = useSayMissed(units);
  const { result, state, retry } = live;
  const trouble = useRef<HTMLDivElement>(null);
  const tapes = useTapes(result?.tapes, units);
  const estimate = result?.completed.weight;
  return (
    <aside className={styles.pane} aria-label={t('viewer')}>
      <Card className={styles.body}>
        <BodyStage
          className={styles.stage}
          label={t('viewer')}
          source={result}
          tapes={tapes}
          highlighted={pointed}
          onHighlight={(key) => TAPE_KEYS.includes(key as TapeKey) && onPoint(key as TapeKey)}
        />
        <div ref={trouble} tabIndex={-1}>
          <NoticePlace kind="warn">
            {state === 'failed' && (
              <>
                <p>{t('solverFailed')}</p>
                <Button
                  className={styles.again}
                  onClick={() => {
                    // the button goes
                    trouble.current?.focus();
                    retry();
                  }}
                >
                  {t('tryAgain')}
                </Button>
              </>
            )}
          </NoticePlace>
        </div>
      </Card>
      <Card className={styles.facts}>
        <HowTo name={pointed} />
        {estimate && (
          <div>
            <h3>{t('weightEstimate')}</h3>
            <p>
              {weight === undefined ? (
                <>
                  {t('weightIs', { value: format.weight(estimate.kg) })}{' '}
                  <span className={styles.soft}>
                    {t('weightRange', {
                      low: format.weight(estimate.low90),
                      high: format.weight(estimate.high90),
                    })}
                  </span>
                </>
              ) : (
                t('weightGiven', { value: format.weight(weight) })
              )}
            </p>
          </div>
        )}
        {result && <BodyTypeBars {...result.bodyType} />}
        {result && result.outOfReach.length > 0 && (
          <Notice kind="warn">
            <p>
              <strong>{t('outOfReach')}</strong>
            </p>
            {result.outOfReach.map((missed) => (
              <p key={missed.key}>{sayMissed(missed)}</p>
            ))}
          </Notice>
        )}
      </Card>
    </aside>
  );
}

import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Check } from 'lucide-react';
import { useText } from '../../../language/language.tsx';
import { likeness } from '../../../session/likeness.ts';
import { ErrorText } from '../../../ui/states.tsx';
import { type Body, changed } from '../body-queries.ts';
import { Choice } from '../choice.tsx';
import styles from './body-result.module.css';
import look from './look-panel.module.css';

type Part = 'skinTone' | 'hairColour' | 'undersuitColour';

/** sRGB. Skin in ten steps from light to dark, hair as it grows, suits that show the shape. */
const COLOURS: Readonly<Record<Part, readonly string[]>> = {
  skinTone: [
    '#f6e0d0',
    '#edcab0',
    '#d6ac92',
    '#c68f6b',
    '#a9714b',
    '#8a5636',
    '#6b4028',
    '#4a2c1c',
    '#33201a',
  ],
  hairColour: ['#1b1512', '#3b2519', '#6a4427', '#a5713d', '#d8b473', '#9b3f1f', '#9a9a98', '#e8e6e1'],
  undersuitColour: ['#2c6a5b', '#26384f', '#4d4a45', '#8a8378', '#7a3b46', '#b58a3c', '#1d1c1a'],
};
const TITLES = { skinTone: 'skinTone', hairColour: 'hair', undersuitColour: 'undersuit' } as const;

/** How a body is painted and stands: kept with it, and in what is downloaded. */
export function LookPanel({ body }: { body: Body }) {
  const t = useText('bodies');
  const client = useQueryClient();
  const { id, customization } = body;
  const { mutate, isPending, error, variables } = useMutation({
    mutationFn: (change: Body['customization']) => likeness.bodies.update(id, { customization: change }),
    onSuccess: () => changed(client),
  });
  const chosen = { ...customization, ...(isPending && variables) };
  return (
    <>
      <p className={styles.hint}>{t('lookHint')}</p>
      {(Object.keys(COLOURS) as Part[]).map((part) => (
        <fieldset key={part} className={look.part}>
          <legend>{t(TITLES[part])}</legend>
          <button
            type="button"
            className={look.none}
            aria-pressed={!chosen[part]}
            onClick={() => mutate({ [part]: null })}
          >
            {t(part === 'hairColour' ? 'noHair' : 'asIs')}
          </button>
          {COLOURS[part].map((colour, at) => (
            <button
              key={colour}
              type="button"
              className={look.colour}
              aria-label={`${t(TITLES[part])} ${at + 1}`}
              aria-pressed={chosen[part] === colour}
              style={{ background: colour }}
              onClick={() => mutate({ [part]: colour })}
            >
              {chosen[part] === colour && <Check size={18} aria-hidden="true" className={look.check} />}
            </button>
          ))}
          <label className={look.own}>
            <input
              type="color"
              aria-label={`${t(TITLES[part])}: ${t('ownColour')}`}
              value={chosen[part] ?? COLOURS[part][2]}
              onChange={({ target }) => mutate({ [part]: target.value })}
            />
          </label>
        </fieldset>
      ))}
      <fieldset className={look.part}>
        <legend>{t('pose')}</legend>
        <Choice
          label={t('pose')}
          value={chosen.pose ?? 'a'}
          onChoose={(pose) => mutate({ pose })}
          options={[
            { value: 'a', label: t('aPose') },
            { value: 't', label: t('tPose') },
          ]}
        />
        <p className={styles.hint}>{t('poseHint')}</p>
      </fieldset>
      {error && <ErrorText error={error} />}
    </>
  );
}

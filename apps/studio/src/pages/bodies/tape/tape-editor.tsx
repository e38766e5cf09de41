import { Collapsible } from '@base-ui/react/collapsible';
import { TAPE_KEYS } from '@likeness/body';
import { ChevronDown } from 'lucide-react';
import { type FormEvent, type ReactNode, useDeferredValue, useMemo, useRef, useState } from 'react';
import { useText } from '../../../language/language.tsx';
import { useLiveBody } from '../../../solver/index.ts';
import { Button } from '../../../ui/button.tsx';
import { Card } from '../../../ui/card.tsx';
import { ErrorText } from '../../../ui/states.tsx';
import { Choice } from '../choice.tsx';
import { useSayFinding } from '../say-finding.ts';
import { keepUnits } from '../use-units.ts';
import { AdultsOnly } from './adults-only.tsx';
import {
  type Draft,
  type FieldKey,
  forgotten,
  inUnits,
  isBlank,
  set,
  tidied,
  typed,
  unreadable,
} from './draft.ts';
import { BASICS, GROUPS } from './fields.ts';
import { FindingLine } from './finding-line.tsx';
import { fixed, fixOf } from './fix.ts';
import { guessOf } from './guess.ts';
import { LivePane } from './live-pane.tsx';
import { type FieldActions, MeasureField, type MeasureFieldProps } from './measure-field.tsx';
import styles from './tape-editor.module.css';
import { previewOf } from './typical.ts';
import { UNITS } from './units.ts';

export interface TapeEditorProps {
  draft: Draft;
  onDraft(change: (draft: Draft) => Draft): void;
  onSave(): void;
  saving: boolean;
  error: unknown;
  /** On the button. */
  save: string;
  /** Above the measures. */
  head?: ReactNode;
  /** Beside the button. */
  aside?: ReactNode;
  /** Nothing needs to be given: photos have told it. */
  mayBeBlank?: boolean;
}

/** The same every time, so that a field without findings is not drawn again. */
const NONE: MeasureFieldProps['findings'] = [];

/** Every measure as slider and field, and the body that follows them. */
export function TapeEditor(props: TapeEditorProps) {
  const { draft, onDraft, onSave, saving, error, save, head, aside, mayBeBlank = false } = props;
  const t = useText('bodies');
  const say = useSayFinding(draft.units);
  const form = useRef<HTMLFormElement>(null);
  const blank = isBlank(draft);
  const live = useLiveBody(useMemo(() => previewOf(draft), [draft]));
  const [pointed, setPointed] = useState<FieldKey>('height');
  const more = GROUPS.flatMap(({ keys }) => keys).filter((key) => draft.fields[key]);
  const [open, setOpen] = useState(more.length > 0);
  const [refused, setRefused] = useState<string>();

  // a solver that cannot go on knows nothing of what was typed since; the server checks it
  const asked = blank || live.state === 'failed' ? [] : live.findings;
  const findings = asked.map((finding) => ({ finding, fix: fixOf(finding, draft), said: say(finding) }));
  const adults = asked.find(({ code }) => code === 'adults_only');
  const own = (key: FieldKey) => {
    const found = findings.filter(({ finding }) => finding.field === key && finding.code !== 'adults_only');
    return found.length === 0 ? NONE : found;
  };
  const general = findings.filter(
    ({ finding: { field, code } }) =>
      code !== 'adults_only' && ![...TAPE_KEYS, 'weight', 'age'].includes(field as FieldKey),
  );
  const completed = useDeferredValue(live.result?.completed);

  const change = useRef(onDraft);
  change.current = onDraft;
  const actions = useMemo<FieldActions>(() => {
    const act = (next: (draft: Draft) => Draft) => {
      setRefused(undefined);
      change.current(next);
    };
    return {
      onType: (key, text) => act((before) => typed(before, key, text)),
      onSlide: (key, value) => act((before) => set(before, key, value)),
      onTidy: (key) => change.current((before) => tidied(before, key)),
      onForget: (key) => act((before) => forgotten(before, key)),
      onFix: (fix) => act((before) => fixed(before, fix)),
      onPoint: setPointed,
    };
  }, []);

  function submit(event: FormEvent) {
    event.preventDefault();
    if (saving) return;
    // what was said of a value half typed does not count; the server looks at what is sent
    const said = live.state === 'ready' ? asked.filter(({ severity }) => severity === 'error') : [];
    const wrong = new Set<string>([...unreadable(draft), ...said.map(({ field }) => field)]);
    if (blank && !mayBeBlank) setRefused(t('nothingYet'));
    else if (wrong.size > 0) {
      setOpen((before) => before || GROUPS.some(({ keys }) => keys.some((key) => wrong.has(key))));
      setRefused(t('mendFirst', { count: wrong.size }));
      requestAnimationFrame(() => form.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus());
    } else onSave();
  }

  const field = (key: FieldKey) => (
    <MeasureField
      key={key}
      name={key}
      units={draft.units}
      entry={draft.fields[key]}
      guess={guessOf(key, completed, draft)}
      findings={own(key)}
      pointed={pointed === key}
      actions={actions}
    />
  );

  return (
    <div className={styles.page}>
      <form ref={form} onSubmit={submit} className={styles.form} noValidate>
        <Card className={styles.about}>
          {head}
          <div className={styles.row}>
            <span id="sex-label">{t('sex')}</span>
            <Choice
              label={t('sex')}
              value={draft.sex ?? 'open'}
              onChoose={(sex) => onDraft((before) => ({ ...before, sex: sex === 'open' ? null : sex }))}
              options={[
                { value: 'female', label: t('female') },
                { value: 'male', label: t('male') },
                { value: 'open', label: t('sexUnknown') },
              ]}
            />
            {draft.sex === null && <small>{t('sexHint')}</small>}
          </div>
          <div className={styles.row}>
            <span>{t('units')}</span>
            <Choice
              label={t('units')}
              value={draft.units}
              onChoose={(units) => {
                keepUnits(units);
                onDraft((before) => inUnits(before, units));
              }}
              options={UNITS.map((value) => ({ value, label: t(value) }))}
            />
          </div>
        </Card>
        {adults && <AdultsOnly said={say(adults)} />}
        {general.map(({ finding, ...line }) => (
          <FindingLine key={finding.code} severity={finding.severity} {...line} onFix={actions.onFix} />
        ))}
        <Card>
          <h2 className={styles.title}>{t('basics')}</h2>
          <div className={styles.fields}>{BASICS.map(field)}</div>
          <Collapsible.Root open={open} onOpenChange={setOpen}>
            <Collapsible.Trigger className={styles.more}>
              <ChevronDown size={20} aria-hidden="true" />
              <span>{t(open ? 'fewer' : 'more')}</span>
              <small>{t('moreHint', { count: more.length })}</small>
            </Collapsible.Trigger>
            <Collapsible.Panel>
              {GROUPS.map(({ title, keys }) => (
                <section key={title} className={styles.group} aria-label={t(title)}>
                  <h3>{t(title)}</h3>
                  <div className={styles.fields}>{keys.map(field)}</div>
                </section>
              ))}
            </Collapsible.Panel>
          </Collapsible.Root>
        </Card>
        <div className={styles.save}>
          <div aria-live="polite" className={styles.refused}>
            {refused}
          </div>
          {error != null && (
            <div role="alert" className={styles.error}>
              <ErrorText error={error} />
            </div>
          )}
          <div className={styles.buttons}>
            <Button kind="primary" type="submit" busy={saving}>
              {saving ? t('saving') : save}
            </Button>
            {aside}
          </div>
        </div>
      </form>
      <LivePane
        live={live}
        units={draft.units}
        weight={draft.fields.weight?.value ?? undefined}
        pointed={pointed}
        onPoint={setPointed}
      />
    </div>
  );
}

import { Component, type ReactNode, useEffect } from 'react';
import { useText } from '../language/language.tsx';
import { connection } from '../session/connection.ts';
import { Button } from '../ui/button.tsx';
import { EmptyState, ErrorState } from '../ui/states.tsx';

interface Props {
  /** Where one is: what broke at one address is not shown at another. */
  at?: string;
  children: ReactNode;
}

/** Shows what broke in the place of the page that broke; the frame goes on. */
export class PageBoundary extends Component<Props, { error?: unknown }> {
  override state: { error?: unknown } = {};

  static getDerivedStateFromError(error: unknown) {
    return { error };
  }

  override componentDidUpdate(before: Props) {
    if (before.at !== this.props.at && this.state.error !== undefined) this.setState({ error: undefined });
  }

  override render() {
    const { error } = this.state;
    if (error === undefined) return this.props.children;
    return <Broken error={error} onRetry={() => this.setState({ error: undefined })} />;
  }
}

function Broken({ error, onRetry }: { error: unknown; onRetry: () => void }) {
  const t = useText('shell');
  if (isMissingModule(error)) return <NotLoaded />;
  return (
    <>
      <h1>{t('broken')}</h1>
      <p>{t('brokenHint')}</p>
      <ErrorState error={error} onRetry={onRetry} />
    </>
  );
}

/** A module that could not be fetched once is not fetched again, so the page is reloaded: nothing was typed yet. */
function NotLoaded() {
  const t = useText('shell');
  useEffect(() => {
    void connection.doubt();
    return connection.subscribe(() => connection.isUp() && location.reload());
  }, []);
  return (
    <EmptyState
      title={t('newVersion')}
      action={
        <Button kind="primary" onClick={() => location.reload()}>
          {t('reload')}
        </Button>
      }
    >
      {t('newVersionHint')}
    </EmptyState>
  );
}

/** As Chromium, Firefox and Safari say it, and Vite of a style sheet. */
const MISSING = /dynamically imported module|Importing a module script failed|Unable to preload CSS/i;

export const isMissingModule = (error: unknown): boolean =>
  error instanceof Error && MISSING.test(error.message);

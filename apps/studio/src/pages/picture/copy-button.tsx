import { useEffect, useState } from 'react';
import { useText } from '../../language/language.tsx';
import { Button } from '../../ui/button.tsx';

/** How long the answer stands on the button. ms */
const SAID = 1_600;

/** Copies an address, and says on the button itself whether it could. */
export function CopyButton({ address, label }: { address: string; label: string }) {
  const t = useText('picture');
  const [said, setSaid] = useState<'copied' | 'notCopied'>();
  useEffect(() => {
    if (said === undefined) return;
    const timer = setTimeout(() => setSaid(undefined), SAID);
    return () => clearTimeout(timer);
  }, [said]);
  return (
    <Button
      kind="link"
      aria-label={said ? t(said) : label}
      onClick={() =>
        navigator.clipboard?.writeText(address).then(
          () => setSaid('copied'),
          () => setSaid('notCopied'),
        ) ?? setSaid('notCopied')
      }
    >
      {t(said ?? 'copy')}
    </Button>
  );
}

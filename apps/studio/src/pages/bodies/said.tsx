/** A sentence that may be in another language than its page. */
export function Said({ text, lang }: { text: string; lang?: string | undefined }) {
  return (
    <span lang={lang} dir={lang && 'auto'}>
      {text}
    </span>
  );
}

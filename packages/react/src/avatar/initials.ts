const graphemes = new Intl.Segmenter(undefined, { granularity: 'grapheme' });
const split = (text: string): string[] => Array.from(graphemes.segment(text), ({ segment }) => segment);

/** Marks of direction and of joining, which no eye sees and which would otherwise be letters of their own. */
const INVISIBLE = /[\u00ad\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff]/g;
const ASIDE = /\([^)]*\)|\[[^\]]*\]|（[^）]*）|【[^】]*】/g;
const READABLE = /[\p{L}\p{N}]/u;
const EMOJI = /\p{Extended_Pictographic}|\p{Regional_Indicator}{2}|^[#*\d]\ufe0f?\u20e3$/u;
/** Written without spaces within a name, the family name first. */
const HAN_OR_HANGUL = /^[\p{sc=Han}\p{sc=Hangul}々〆ヶ]+$/u;
const KANA = /[\p{sc=Hiragana}\p{sc=Katakana}]/u;
/** Letters that join to each other, where two initials would read as a word. */
const JOINING = /[\p{sc=Arabic}\p{sc=Syriac}\p{sc=Mongolian}\p{sc=Nko}]/u;
/** A vowel of Thai and Lao that is written before the consonant that it follows. */
const VOWEL_BEFORE = /^[เแโใไເແໂໃໄ]/u;
const NON_JOINER = '\u200c';
const SUFFIX = /^(jr|sr|[iv]{2,4}|ph\.?d|m\.?d|esq)\.?,?$/i;

/**
 * One or two signs that stand for a name, in whatever script it is written; '' when nothing of it can be read.
 *
 * Latin and its like: first letters of the first and the last word. Han and Hangul: the last two signs, which are the
 * given name; with a space between, the last word. Kana: the first sign. Arabic: two letters that do not join. An
 * emoji that begins a name stands for it alone. Of an address of e-mail, what is before the @.
 *
 * @example
 * initialsOf('Ada Lovelace'); // 'AL'
 * initialsOf('김민준'); // '민준'
 */
export function initialsOf(name: string): string {
  const text = name.normalize('NFC').replace(INVISIBLE, '').trim();
  const [opening] = split(text);
  if (opening !== undefined && EMOJI.test(opening)) return opening;
  const words = wordsOf(withoutAside(text));
  const [first = '', last = first] = [words[0], words.at(-1)];
  if (first === '') return split(text).find((sign) => EMOJI.test(sign)) ?? '';
  if (HAN_OR_HANGUL.test(first)) return split(last).slice(-2).join('');
  if (KANA.test(first[0] ?? '')) return split(first)[0] ?? '';
  const letters = words.length > 1 ? [letterOf(first), letterOf(withoutArticle(last))] : [letterOf(first)];
  const [one = '', other = ''] = letters;
  if (other === '' || HAN_OR_HANGUL.test(other)) return one;
  return JOINING.test(one) && JOINING.test(other) ? one + NON_JOINER + other : one + other;
}

function withoutAside(text: string): string {
  const plain = text.replace(ASIDE, ' ');
  return READABLE.test(plain) ? plain : text;
}

function wordsOf(text: string): string[] {
  const at = /^@?([^\s@]+)@[^\s@]+$/.exec(text)?.[1] ?? text;
  // an account's name has its words between dots and dashes
  const parts = /\s/.test(at) ? at.split(/[\s,，、・·]+/u) : at.split(/[\s._,，、・·+-]+/u);
  const words = parts.filter((part) => READABLE.test(part));
  const plain = words.filter((word, index) => index === 0 || !SUFFIX.test(word));
  return plain.length > 0 ? plain : words;
}

const withoutArticle = (word: string): string =>
  /^ال.{2}/u.test(word) ? word.slice(2) : word.replace(/^[\p{L}]['’](?=\p{Lu})/u, '');

/** The first sign of a word that is a letter or a digit, as a capital. */
function letterOf(word: string): string {
  const readable = split(word).filter((sign) => READABLE.test(sign));
  const [first = ''] = readable;
  const letter = VOWEL_BEFORE.test(first) && first.length === 1 ? (readable[1] ?? first) : first;
  const capital = letter.toUpperCase();
  // ß and ligatures become two letters
  return split(capital).length === 1 ? capital : letter;
}

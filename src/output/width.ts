// How many terminal columns a text takes, and text cut or padded to a number of columns.
import { once } from "../common/once.ts";
import { wideRanges } from "./width-ranges.ts";

/** Text in which each UTF-16 unit is one column: the common case, decided without looking further. */
const oneColumnEach = /^[\x20-\x7e\xa1-\xac\xae-\u02ff]*$/;

/** Marks that sit on the character before them, joiners, and the vowels and finals of a Hangul syllable. */
const zeroWidth = once(() => /[\p{Mn}\p{Me}\u1160-\u11FF\u200B-\u200F\u2028-\u202E\u2060-\u206F\uD7B0-\uD7FF\uFEFF]/u);

/** What makes one emoji of several code points: joiner, emoji style, flag letters, skin tones. */
const emojiJoin = once(() => /\u200D|\uFE0F|\p{Regional_Indicator}|\p{Emoji_Modifier}/u);

/** One emoji of several code points: a flag, a key cap, or a pictograph with a joiner, style or skin tone behind it. */
const emojiCluster = once(
  () =>
    /^(?:\p{Regional_Indicator}{2}|[0-9#*]\uFE0F|\p{Extended_Pictographic}.*(?:\u200D|\uFE0F|\p{Emoji_Modifier}))/su,
);

/** Making it takes ten milliseconds: most runs need none. */
const segmenter = once(() => new Intl.Segmenter("en", { granularity: "grapheme" }));

/** Cuts a text into characters as people see them. */
function graphemesOf(text: string): Intl.Segments {
  return segmenter().segment(text);
}

/** The columns that a text without control characters takes on a terminal. */
export function displayWidth(text: string): number {
  if (oneColumnEach.test(text)) return text.length;
  if (!emojiJoin().test(text)) return sumOfWidths(text);
  let width = 0;
  for (const { segment } of graphemesOf(text)) width += clusterWidth(segment);
  return width;
}

/** `text` as it is where it fits into `width` columns, else its beginning and `…`, never half a character. */
export function truncate(text: string, width: number): string {
  if (oneColumnEach.test(text)) return text.length <= width ? text : `${text.slice(0, Math.max(0, width - 1))}…`;
  let used = 0;
  let kept = "";
  let cut = "";
  for (const { segment } of graphemesOf(text)) {
    used += clusterWidth(segment);
    if (used > width) return `${cut}…`;
    kept += segment;
    if (used < width) cut = kept;
  }
  return text;
}

export type Alignment = "left" | "right" | "centre";

/** `text` with blanks to `width` columns; as it is where it is wider. A centred text leans to the left. */
export function pad(text: string, width: number, alignment: Alignment): string {
  const gap = Math.max(0, width - displayWidth(text));
  const before = { left: 0, right: gap, centre: Math.floor(gap / 2) }[alignment];
  return " ".repeat(before) + text + " ".repeat(gap - before);
}

function clusterWidth(cluster: string): number {
  return emojiCluster().test(cluster) ? 2 : sumOfWidths(cluster);
}

function sumOfWidths(text: string): number {
  let width = 0;
  for (const character of text) width += characterWidth(character);
  return width;
}

function characterWidth(character: string): 0 | 1 | 2 {
  const code = character.codePointAt(0) ?? 0;
  if (code < 0x300) return 1;
  if (zeroWidth().test(character)) return 0;
  return isWide(code) ? 2 : 1;
}

function isWide(code: number): boolean {
  let low = 0;
  let high = wideRanges.length - 1;
  while (low <= high) {
    const middle = (low + high) >> 1;
    const [first, last] = wideRanges[middle] ?? [0, 0];
    if (code < first) high = middle - 1;
    else if (code > last) low = middle + 1;
    else return true;
  }
  return false;
}

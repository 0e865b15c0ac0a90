// The few terminal styles in use. Styles are put around finished text, so nothing ever cuts an escape sequence.

const codes = { bold: [1, 22], dim: [2, 22], red: [31, 39], yellow: [33, 39], cyan: [36, 39] } as const;
export type Style = keyof typeof codes;

/** Puts a style around text; without colours, gives the text back as it is. */
export type Paint = (style: Style, text: string) => string;

/** The painter for a destination that shows colours, or for one that does not. */
export function painter(colours: boolean): Paint {
  if (!colours) return (_style, text) => text;
  return (style, text) => {
    const [on, off] = codes[style];
    return text === "" ? "" : `\u001b[${on}m${text}\u001b[${off}m`;
  };
}

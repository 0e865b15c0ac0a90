// Which columns of a box give way when a result is wider than the terminal.

/** The widths that a column can live with: it is whole at `natural`, and of no use below `minimum`. */
export interface WidthWish {
  readonly minimum: number;
  readonly natural: number;
}

/**
 * Widths that add up to at most `available`, or undefined where the minimums alone do not fit. The widest columns
 * give way first, all to the same width; narrow columns stay whole.
 */
export function fitWidths(wishes: readonly WidthWish[], available: number): number[] | undefined {
  const widthsUnder = (cap: number): number[] =>
    wishes.map(({ minimum, natural }) => Math.min(natural, Math.max(minimum, cap)));
  if (sum(widthsUnder(0)) > available) return undefined;
  const widest = Math.max(0, ...wishes.map((wish) => wish.natural));
  if (sum(widthsUnder(widest)) <= available) return widthsUnder(widest);
  let cap = 0;
  while (sum(widthsUnder(cap + 1)) <= available) cap++;
  const widths = widthsUnder(cap);
  let spare = available - sum(widths);
  const larger = widthsUnder(cap + 1);
  return widths.map((width, index) => {
    if (spare === 0 || larger[index] === width) return width;
    spare--;
    return width + 1;
  });
}

/**
 * The widths of the columns that a line of `lineWidth` can show, each with a border and two blanks: as many as fit
 * from the left, with room for a column of dots where some are left out; never none.
 */
export function fitColumns(wishes: readonly WidthWish[], lineWidth: number): number[] {
  const available = (shown: number): number => lineWidth - 1 - 3 * shown - (shown < wishes.length ? 4 : 0);
  for (let shown = wishes.length; shown > 0; shown--) {
    const widths = fitWidths(wishes.slice(0, shown), available(shown));
    if (widths !== undefined) return widths;
  }
  return wishes.slice(0, 1).map(() => Math.max(1, available(1)));
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}

import { expect, test } from "vitest";
import { fitColumns, fitWidths } from "./fit.ts";

const text = (natural: number) => ({ natural, minimum: Math.min(natural, 8) });
const number = (natural: number) => ({ natural, minimum: natural });

test.each([
  ["whole where there is room", [text(5), text(20)], 25, [5, 20]],
  ["the widest gives way first", [text(5), text(40)], 25, [5, 20]],
  ["wide ones give way to one width, odd columns to the left", [text(5), text(40), text(30)], 26, [5, 11, 10]],
  ["numbers stay whole", [number(15), text(40), text(12)], 40, [15, 13, 12]],
  ["down to the minimum", [number(15), text(40)], 23, [15, 8]],
  ["and no further", [number(15), text(40)], 22, undefined],
  ["nothing to fit", [], 0, []],
])("%s", (_name, wishes, available, widths) => {
  expect(fitWidths(wishes, available)).toEqual(widths);
});

test("a line shows as many columns as fit beside a column of dots, never none", () => {
  const wishes = [text(8), text(8), text(8)];
  expect(fitColumns(wishes, 34)).toEqual([8, 8, 8]);
  expect(fitColumns(wishes, 33)).toEqual([8, 8]);
  expect(fitColumns(wishes, 10)).toEqual([2]);
  expect(fitColumns(wishes, 1)).toEqual([1]);
});

/** Templates that make much of little end with an error that names the place. */
import { expect, test } from "vitest";
import type { JsonValue } from "../value.ts";
import { jsonTemplates } from "../../connector/transform/language.ts";
import { compileTemplate } from "./render.ts";
import { TemplateFailure } from "./tokens.ts";

const hundred: JsonValue = Array.from({ length: 100 }, (_, index) => index);
const thousands: JsonValue = Array.from({ length: 5000 }, (_, index) => index);
const megabyte = "x".repeat(2 ** 20);

/** What becomes of a template: the length of its text, or the failure and where it is. */
function outcomeOf(template: string, data: JsonValue): string {
  try {
    return `${compileTemplate(template, jsonTemplates)(data).length} characters`;
  } catch (error) {
    if (!(error instanceof TemplateFailure)) throw error;
    return `${error.message} at ${error.template.slice(error.span.start, error.span.end)}`;
  }
}

const much = "the template makes too much of its data at";

test.each([
  ["loops within loops", "{{ range . }}{{ range $ }}{{ range $ }}x{{ end }}{{ end }}{{ end }}", thousands, much],
  ["loops of nothing", "{{ range . }}{{ range $ }}{{ range $ }}{{ end }}{{ end }}{{ end }}", thousands, `${much} {{`],
  [
    "loops that only set",
    "{{ $x := 0 }}{{ range . }}{{ range $ }}{{ range $ }}{{ $x = 1 }}{{ end }}{{ end }}{{ end }}",
    thousands,
    much,
  ],
  [
    "a text that doubles",
    '{{ $x := "ab" }}{{ range . }}{{ $x = print $x $x }}{{ end }}{{ len $x }}',
    hundred,
    `${much} print`,
  ],
  [
    "a text within itself",
    '{{ $x := "\\"" }}{{ range . }}{{ $x = printf "%q%q" $x $x }}{{ end }}',
    hundred,
    `${much} printf`,
  ],
  ["much that is printed", "{{ range .l }}{{ $.text }}{{ end }}", { l: thousands, text: megabyte }, much],
  [
    "much that is thrown away",
    "{{ range .l }}{{ $x := toJson $ }}{{ end }}",
    { l: thousands, text: megabyte },
    `${much} toJson`,
  ],
])("%s", (_name, template, data, expected) => {
  expect(outcomeOf(template, data)).toContain(expected);
});

test("what a large page needs is made", () => {
  const rows = Array.from({ length: 100_000 }, (_, id) => ({ id, name: `name ${id}` }));
  const template =
    '[{{ $s := "" }}{{ range . }}{{ $s }}{"id": {{ toJson .id }}, "name": {{ toJson .name }}}{{ $s = "," }}{{ end }}]';
  expect(outcomeOf(template, rows)).toMatch(/^\d{7} characters$/);
});

/** EXPLAIN ANALYZE over a real server: the plan with what it came to, times left out. */
import { expect, test } from "vitest";
import { failureOf, fixture, readAll, rows } from "./fixture.ts";

const timeless = (text: string): string => text.replaceAll(/\d+(\.\d+)? ms/g, "# ms");

// verifies: explain.analyze
test("each scan has its counts, the whole its floor", async () => {
  const { session, requests } = await fixture((path, response) =>
    rows(response, [1, 2], path === "/a" ? "2" : undefined),
  );
  const lines = await readAll(session, "EXPLAIN ANALYZE SELECT a.id FROM p.s.a ORDER BY 1");
  expect(requests).toEqual(["/a", "/a?page=2"]);
  expect(lines.map(([line]) => timeless(String(line)))).toEqual([
    'Local query: SELECT a.id AS id FROM "a#1" AS a ORDER BY 1',
    "  Round 1",
    "    Acquire p.s.a as a by list",
    "      actual: 2 requests, 2 pages, 4 rows, 69 bytes, first page after # ms, last after # ms",
    "      method: list, the only one",
    "      columns: id",
    expect.stringMatching(/^ {6}request: GET http:.*\/a$/),
    "      then the pages that follow",
    "      estimate: at least 1 request",
    "Total: 4 rows in # ms; local SQL # ms; floor # ms: 1 round × # ms",
  ]);
});

test("JSON holds the same figures as numbers", async () => {
  const { session } = await fixture((_path, response) => rows(response, [1, 2, 3]));
  const [[cell]] = (await readAll(session, "EXPLAIN (ANALYZE, FORMAT json) SELECT id FROM p.s.a")) as [[unknown]];
  expect(JSON.parse(String(cell))).toEqual([
    {
      step: "Stream id",
      steps: [
        {
          step: "Acquire p.s.a as a by list",
          actual: {
            requests: 1,
            retries: 0,
            pages: 1,
            rows: 3,
            bytes: expect.any(Number),
            firstPageMilliseconds: expect.any(Number),
            lastPageMilliseconds: expect.any(Number),
          },
          steps: expect.any(Array),
        },
      ],
    },
    {
      step: "Total",
      actual: {
        rows: 3,
        milliseconds: expect.any(Number),
        localMilliseconds: 0,
        rounds: 1,
        medianLatencyMilliseconds: expect.any(Number),
        floorMilliseconds: expect.any(Number),
      },
      steps: [],
    },
  ]);
});

test("a failing scan fails the analysis", async () => {
  const { session } = await fixture((_path, response) => {
    response.statusCode = 403;
    response.end("{}");
  });
  expect(await failureOf(readAll(session, "EXPLAIN ANALYZE SELECT id FROM p.s.a"))).toBe("upstream_forbidden");
});

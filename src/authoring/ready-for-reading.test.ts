import { expect, it } from "vitest";
import { readyForReading } from "./ready-for-reading.ts";

it("puts shared bodies, parameters and answers in place, and names operations that have no name", () => {
  const body = { content: {} };
  const id = { name: "id", in: "path" };
  expect(
    readyForReading({
      paths: {
        "/v2/things/{id}": {
          parameters: [{ $ref: "#/components/parameters/Id" }],
          post: {
            requestBody: { $ref: "#/components/requestBodies/Thing" },
            responses: { "200": { $ref: "#/components/responses/Done" } },
          },
        },
      },
      components: { parameters: { Id: id }, requestBodies: { Thing: body }, responses: { Done: { headers: {} } } },
    }),
  ).toMatchObject({
    paths: {
      "/v2/things/{id}": {
        post: {
          operationId: "postV2ThingsId",
          parameters: [id],
          requestBody: body,
          responses: { "200": { headers: {} } },
        },
      },
    },
  });
});

it("leaves out servers of stages that only their makers use", () => {
  const servers = [
    { url: "https://api.acme.test" },
    { url: "https://api.stag.acme.test" },
    { url: "https://api.devel.acme.test" },
  ];
  expect(readyForReading({ servers })).toEqual({ servers: servers.slice(0, 1) });
});

it("gives back what is no document", () => {
  expect(readyForReading("text")).toBe("text");
});

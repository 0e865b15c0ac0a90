import { expect, test } from "vitest";
import { compileYaml } from "./compile/fixture.ts";
import { shopDocument } from "./fixture.ts";
import { findMethod, findNamed, findResource, methodsFor, unknownName } from "./lookup.ts";
import { sqlVerbs } from "./model.ts";

const shop = compileYaml(shopDocument);
const [widgets] = shop.resources;
if (widgets === undefined) throw new Error("the fixture has no resource");

test("names are found exactly, by alias, and in another case where only one fits", () => {
  expect(findResource(shop, "widgets")).toBe(widgets);
  expect(findResource(shop, "gadgets")).toBe(widgets);
  expect(findResource(shop, "WIDGETS")).toBe(widgets);
  expect(findResource(shop, "Gadgets")).toBe(widgets);
  expect(findResource(shop, "wodgets")).toBeUndefined();
  expect(findMethod(widgets, "Paint")?.name).toBe("paint");
  const twins = [{ name: "id" }, { name: "ID" }];
  expect(findNamed(twins, "ID")?.name).toBe("ID");
  expect(findNamed(twins, "Id")).toBeUndefined();
});

test("the methods of a verb come in its order; exec may call any", () => {
  const names = Object.fromEntries(sqlVerbs.map((verb) => [verb, methodsFor(widgets, verb).map(({ name }) => name)]));
  expect(names).toEqual({
    select: ["get", "list"],
    insert: ["create"],
    update: [],
    replace: [],
    delete: [],
    exec: ["list", "create", "get", "paint"],
  });
});

test("an unknown name is an undefined table with the nearest names", () => {
  const error = unknownName("resource", "acme.shop.widgts", ["widgets", "colours"]);
  expect(error.toJSON()).toEqual({
    code: "42P01",
    condition: "undefined_table",
    stage: "bind",
    message: 'there is no resource "acme.shop.widgts"',
    hint: "Did you mean widgets?",
  });
});

import { expect, test } from "vitest";
import { compileYaml, yaml } from "./fixture.ts";
import { compileProvider, serviceReferences, summariesOf } from "./provider.ts";

const document = yaml(`
  id: acme
  name: acme
  version: v1.2.3
  title: |-
    Acme
    cloud
  providerServices:
    shop: { id: 'shop:v1.2.3', name: shop, title: Shop API, version: v1.2.3, preferred: true, description: the shop,
            service: { $ref: acme/v00.00.00000/services/shop.yaml } }
    gone: { service: { $ref: acme/v00.00.00000/services/gone.yaml } }
    new: { service: { $ref: acme/v00.00.00000/services/new.yaml } }
  config: { auth: { type: basic, username_var: KEY, password_var: SECRET } }`);

test("service references are relative to the version folder", () => {
  expect(serviceReferences(document)).toEqual([
    { name: "shop", file: "services/shop.yaml" },
    { name: "gone", file: "services/gone.yaml" },
    { name: "new", file: "services/new.yaml" },
  ]);
});

test("a provider is compiled with what became of its services", () => {
  const shop = compileYaml(
    "components: { x-stackQL-resources: { widgets: { title: Widgets, x-tributary-aliases: [w] } } }",
  );
  const services = new Map([
    ["shop", { resources: summariesOf(shop) }],
    ["gone", { unavailable: "its document is absent" }],
  ]);
  expect(compileProvider(document, { shipped: true, services })).toEqual({
    name: "acme",
    version: "v1.2.3",
    title: "Acme cloud",
    description: "Acme cloud",
    auth: { type: "basic", username_var: "KEY", password_var: "SECRET" },
    shipped: true,
    services: [
      {
        name: "shop",
        id: "shop:v1.2.3",
        title: "Shop API",
        description: "the shop",
        version: "v1.2.3",
        preferred: true,
        resources: [
          { name: "widgets", id: "acme.shop.widgets", title: "Widgets", description: "Widgets", aliases: ["w"] },
        ],
      },
      {
        name: "gone",
        id: "gone:v1.2.3",
        title: "gone",
        description: "gone",
        version: "v1.2.3",
        preferred: false,
        unavailable: "its document is absent",
        resources: [],
      },
      {
        name: "new",
        id: "new:v1.2.3",
        title: "new",
        description: "new",
        version: "v1.2.3",
        preferred: false,
        unavailable: "its document was not compiled",
        resources: [],
      },
    ],
  });
});

test.each([
  ["{ name: acme }", "has no providerServices"],
  ["{ providerServices: {} }", "no usable name"],
  ["{ name: ../evil, providerServices: {} }", "no usable name"],
  ["{ name: acme, providerServices: { ../../evil: {} } }", '"../../evil" is no name for a service'],
])("%s is refused", (text, message) => {
  expect(() => compileProvider(yaml(text), { shipped: false, services: new Map() })).toThrow(message);
});

const withIdentity = (identity: string) =>
  yaml(`{ name: acme, providerServices: {}, x-tributary-identity: ${identity} }`);

test("the call that tells whose credentials are used", () => {
  const { identity } = compileProvider(withIdentity("{ url: /me, principal: user.email, account: team }"), {
    shipped: false,
    services: new Map(),
  });
  expect(identity).toEqual({ url: "/me", principal: ["user", "email"], account: ["team"] });
});

test.each(["{ url: /me }", "{ principal: name }", "{ url: me, principal: name }", "yes"])(
  "x-tributary-identity that is %s is none",
  (identity) => {
    expect(() => compileProvider(withIdentity(identity), { shipped: false, services: new Map() })).toThrow(
      "x-tributary-identity of acme needs url (a URL or a path) and principal (a path)",
    );
  },
);

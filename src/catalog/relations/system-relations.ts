/** All relations that the catalog answers itself, by name. To add one: one file beside this, one line here. */
import type { SystemRelation } from "../catalog.ts";
import { authRelation } from "./auth.ts";
import { columnsRelation } from "./columns.ts";
import { informationSchema } from "./information-schema.ts";
import { methodsRelation } from "./methods.ts";
import { parametersRelation } from "./parameters.ts";
import { providersRelation } from "./providers.ts";
import { resourcesRelation } from "./resources.ts";
import { servicesRelation } from "./services.ts";
import {
  databasesRelation,
  journalRelation,
  keptRelation,
  requestsRelation,
  settingsRelation,
  sourcesRelation,
} from "./session.ts";
import { viewsRelation } from "./views.ts";

export const systemRelations = {
  "tributary.providers": providersRelation,
  "tributary.services": servicesRelation,
  "tributary.resources": resourcesRelation,
  "tributary.methods": methodsRelation,
  "tributary.parameters": parametersRelation,
  "tributary.columns": columnsRelation,
  "tributary.views": viewsRelation,
  "tributary.auth": authRelation,
  "tributary.settings": settingsRelation,
  "tributary.requests": requestsRelation,
  "tributary.kept_calls": keptRelation,
  "tributary.statement_sources": sourcesRelation,
  "tributary.databases": databasesRelation,
  "tributary.journal": journalRelation,
  ...informationSchema,
} as const satisfies { readonly [name: string]: SystemRelation };

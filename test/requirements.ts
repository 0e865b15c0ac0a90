/**
 * What the SQL language promises to users who come from the incumbent, as data. Every promise that is kept is cited by a
 * test (`verifies: <id>` in a comment above it); `requirements.test.ts` fails where one is not, or where a test cites
 * what does not stand here.
 */
import { connections } from "./requirements/connections.ts";
import { gaps } from "./requirements/gaps.ts";
import { language } from "./requirements/language.ts";
import { resolution } from "./requirements/resolution.ts";
import type { Requirement } from "./requirements/requirement.ts";
import { system } from "./requirements/system.ts";

export const requirements: readonly Requirement[] = [...language, ...resolution, ...system, ...gaps, ...connections];

/** The house stays as ARCHITECTURE.md draws it: every import of every source file against the table of arrows. */
import { existsSync, globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { arrows, complaintsAbout, isTestFile, packages, testPackages } from "./architecture/arrows.ts";
import { computed, importsOf } from "./architecture/imports.ts";

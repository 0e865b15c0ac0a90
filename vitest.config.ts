import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    testTimeout: 30_000,
    pool: "threads",
    reporters: ["default"],
    projects: [
      { extends: true, test: { name: "units", include: ["src/**/*.test.ts"] } },
      // What crosses folders runs the built command and library: they are made first, where they are out of date.
      {
        extends: true,
        test: { name: "whole", include: ["test/**/*.test.ts"], globalSetup: ["test/global-setup.ts"] },
      },
    ],
  },
});

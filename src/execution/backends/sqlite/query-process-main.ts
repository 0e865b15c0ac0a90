/** The program of a query's own process. */
import { serveQuery } from "./query-process.ts";

serveQuery();

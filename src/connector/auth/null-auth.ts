/** No credentials at all. */
import type { AuthType } from "./auth-type.ts";

export const nullAuth: AuthType = () => Promise.resolve({ headers: [], query: [] });

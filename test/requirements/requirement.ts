/** One promise and what has become of it. */

export type Requirement =
  /** As the incumbent's users know it, or as its documentation says. */
  | { readonly id: string; readonly status: "kept"; readonly what: string }
  /** Other than there, because that is right: `what` says how it is here. */
  | { readonly id: string; readonly status: "mended"; readonly what: string }
  /** Not built, on purpose; the statement is refused with an error that says so. */
  | { readonly id: string; readonly status: "declined"; readonly what: string; readonly why: string }
  /** Belongs to a face or a backend that does not exist yet. */
  | { readonly id: string; readonly status: "later"; readonly what: string; readonly why: string }
  /** Not built yet. */
  | { readonly id: string; readonly status: "open"; readonly what: string };

export const kept = (id: string, what: string): Requirement => ({ id, status: "kept", what });
export const mended = (id: string, what: string): Requirement => ({ id, status: "mended", what });
export const declined = (id: string, what: string, why: string): Requirement => ({ id, status: "declined", what, why });
export const later = (id: string, what: string, why: string): Requirement => ({ id, status: "later", what, why });
export const open = (id: string, what: string): Requirement => ({ id, status: "open", what });

/** Any JSON value, as it came over the wire. */
export type Json = null | boolean | number | string | readonly Json[] | JsonObject;

/** A JSON object of unknown shape: every member has to be looked at before it is used. */
export interface JsonObject {
  readonly [key: string]: Json | undefined;
}

/** Which layer of src/ may look at which: `A: [B]` means files of A may import files of B. */
export const layers: Readonly<Record<string, readonly string[]>>;
/** The oxlint overrides that hold the layout. */
export function layerRules(): readonly object[];

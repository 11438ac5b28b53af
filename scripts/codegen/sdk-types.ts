/** The SDK's generated files. */
export async function generateSdk(): Promise<readonly { readonly path: string; readonly text: string }[]> {
  return [];
}

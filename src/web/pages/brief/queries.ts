/** Loader and page ask with the same words and so share the answer. */
export function briefQuery(asOf: string | undefined): { asOf?: string } {
  return asOf ? { asOf } : {}
}

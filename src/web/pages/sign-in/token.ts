/** The token of a one-time link, from behind the # (never sent to a server or its log) or from ?token=. */
export function tokenOfAddress(): string {
  const { hash, search } = window.location
  const behind = new URLSearchParams(hash.slice(1)).get('token') ?? (hash.includes('=') ? '' : hash.slice(1))
  return behind || (new URLSearchParams(search).get('token') ?? '')
}

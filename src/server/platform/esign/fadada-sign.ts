import { createHash, createHmac, timingSafeEqual } from 'node:crypto'

/** FASC OpenAPI 5.1: the non-empty parameters sorted by name, hashed, under a key of the day's secret. */
export function fadadaSign(params: Readonly<Record<string, string>>, secret: string): string {
  const sorted = Object.entries(params)
    .filter(([, value]) => value !== '')
    .sort(([x], [y]) => (x < y ? -1 : 1))
    .map(([name, value]) => `${name}=${value}`)
    .join('&')
  const text = createHash('sha256').update(sorted).digest('hex')
  const key = createHmac('sha256', secret)
    .update(params['X-FASC-Timestamp'] ?? '')
    .digest()
  return createHmac('sha256', key).update(text).digest('hex')
}

const SIGNED_HEADERS = [
  'X-FASC-App-Id',
  'X-FASC-Sign-Type',
  'X-FASC-Timestamp',
  'X-FASC-Nonce',
  'X-FASC-Event',
]
/** A callback signed longer ago than this is somebody's recording. */
const WINDOW_MS = 5 * 60_000

/** Whether a callback is the service's own: its app, its signature, signed just now. Names in lower case. */
export function isFadadaCallback(
  headers: Readonly<Record<string, string | undefined>>,
  bizContent: string,
  { appId, secret, now }: { appId: string; secret: string; now: number },
): boolean {
  const params: Record<string, string> = { bizContent }
  for (const name of SIGNED_HEADERS) params[name] = headers[name.toLowerCase()] ?? ''
  const sent = Buffer.from(headers['x-fasc-sign'] ?? '')
  const due = Buffer.from(fadadaSign(params, secret))
  const isFresh = Math.abs(now - Number(params['X-FASC-Timestamp'])) <= WINDOW_MS
  return (
    isFresh && params['X-FASC-App-Id'] === appId && sent.length === due.length && timingSafeEqual(sent, due)
  )
}

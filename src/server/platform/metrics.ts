/**
 * Counters for Prometheus, in memory of the process; labels carry route templates and codes, never names or
 * ids.
 */
const counters = new Map<string, number>()
const BUCKETS_MS = [5, 10, 25, 50, 100, 250, 500, 1000, 2500, 10_000]

export function count(name: string, labels: Record<string, string | number> = {}, by = 1): void {
  const key = series(name, labels)
  counters.set(key, (counters.get(key) ?? 0) + by)
}

export function gauge(name: string, labels: Record<string, string | number>, value: number): void {
  counters.set(series(name, labels), value)
}

export function countRequest(route: string, method: string, status: number, tookMs: number): void {
  count('bellwether_http_requests_total', { route, method, status })
  for (const limit of BUCKETS_MS) {
    if (tookMs <= limit) count('bellwether_http_duration_ms_bucket', { route, method, le: limit })
  }
  count('bellwether_http_duration_ms_bucket', { route, method, le: '+Inf' })
  count('bellwether_http_duration_ms_sum', { route, method }, tookMs)
  count('bellwether_http_duration_ms_count', { route, method })
}

export function renderMetrics(): string {
  return `${[...counters]
    .map(([key, value]) => `${key} ${value}`)
    .sort()
    .join('\n')}\n`
}

function series(name: string, labels: Record<string, string | number>): string {
  const inner = Object.entries(labels).map(([label, value]) => `${label}="${value}"`)
  return inner.length === 0 ? name : `${name}{${inner.join(',')}}`
}

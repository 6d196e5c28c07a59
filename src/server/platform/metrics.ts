/**
 * Figures for Prometheus, in memory of the process; labels carry route templates and codes, never names or
 * ids.
 */
type Family = { kind: 'counter' | 'gauge' | 'histogram'; series: Map<string, number> }
type Labels = Record<string, string | number>

const families = new Map<string, Family>()
const BUCKETS_MS = [5, 10, 25, 50, 100, 250, 500, 1000, 2500, 10_000]

export function count(name: string, labels: Labels = {}, by = 1): void {
  add(familyOf(name, 'counter'), seriesOf(name, labels), by)
}

export function gauge(name: string, labels: Labels, value: number): void {
  familyOf(name, 'gauge').series.set(seriesOf(name, labels), value)
}

export function countRequest(route: string, method: string, status: number, tookMs: number): void {
  count('bellwether_http_requests_total', { route, method, status })
  observe('bellwether_http_duration_ms', { route, method }, tookMs)
}

/**
 * The text format 0.0.4: every family once, with its type, its series together. A histogram keeps the order
 * in which its series came to be, because buckets must be read upwards.
 */
export function renderMetrics(): string {
  const lines = [...families]
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .flatMap(([name, { kind, series }]) => {
      const values = [...series].map(([key, value]) => `${key} ${value}`)
      return [`# TYPE ${name} ${kind}`, ...(kind === 'histogram' ? values : values.sort())]
    })
  return `${lines.join('\n')}\n`
}

/** Every bucket from the first observation on: one that appears later looks like a jump from nothing. */
function observe(name: string, labels: Labels, value: number): void {
  const family = familyOf(name, 'histogram')
  for (const limit of [...BUCKETS_MS, Number.POSITIVE_INFINITY]) {
    const le = limit === Number.POSITIVE_INFINITY ? '+Inf' : limit
    add(family, seriesOf(`${name}_bucket`, { ...labels, le }), value <= limit ? 1 : 0)
  }
  add(family, seriesOf(`${name}_sum`, labels), value)
  add(family, seriesOf(`${name}_count`, labels), 1)
}

function familyOf(name: string, kind: Family['kind']): Family {
  const known = families.get(name)
  if (known) return known
  const made: Family = { kind, series: new Map() }
  families.set(name, made)
  return made
}

function add({ series }: Family, key: string, by: number): void {
  series.set(key, (series.get(key) ?? 0) + by)
}

function seriesOf(name: string, labels: Labels): string {
  const inner = Object.entries(labels).map(([label, value]) => `${label}="${escaped(String(value))}"`)
  return inner.length === 0 ? name : `${name}{${inner.join(',')}}`
}

function escaped(value: string): string {
  return value.replace(/[\\"\n]/g, (sign) => (sign === '\n' ? '\\n' : `\\${sign}`))
}

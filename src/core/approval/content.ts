import type { Bilingual } from '../watch/subject.ts'

/** One readable line of what is to be approved, as the document words it: 信用额度 · ¥500,000.00. */
export type ContentLine = {
  key: string
  label: Bilingual
  value: Bilingual
  /** where it stands among others that are so marked is part of what is said (clauses) */
  isOrdered?: boolean | undefined
}

export type LineChange = 'same' | 'changed' | 'added' | 'removed'
export type DiffLine = {
  key: string
  label: Bilingual
  change: LineChange
  before: Bilingual | null
  after: Bilingual | null
  /** its heading before, where it stood among others at another place; else left out */
  movedFrom?: Bilingual | undefined
}

/** Line by line, in the order of what is asked for now; what has gone stands where it stood. */
export function diffLines(before: readonly ContentLine[], after: readonly ContentLine[]): DiffLine[] {
  const former = new Map(before.map((line) => [line.key, line]))
  const kept = new Set(after.map((line) => line.key))
  const stayed = inPlace(before, after)
  const now = after.map(({ key, label, value, isOrdered }): DiffLine => {
    const was = former.get(key)?.value ?? null
    const isSame = was !== null && was.zh === value.zh && was.en === value.en
    return {
      key,
      label,
      change: was === null ? 'added' : isSame ? 'same' : 'changed',
      before: was,
      after: value,
      ...(isOrdered && former.has(key) && !stayed.has(key) ? { movedFrom: former.get(key)!.label } : {}),
    }
  })
  return withGone(now, before, { kept, stayed })
}

/** What has gone comes after whatever it followed, as far as that still keeps its place. */
function withGone(
  now: readonly DiffLine[],
  before: readonly ContentLine[],
  { kept, stayed }: { kept: ReadonlySet<string>; stayed: ReadonlySet<string> },
): DiffLine[] {
  const after = new Map<string | null, DiffLine[]>()
  let anchor: string | null = null
  for (const { key, label, value, isOrdered } of before) {
    if (!kept.has(key)) {
      const gone: DiffLine = { key, label, change: 'removed', before: value, after: null }
      after.set(anchor, [...(after.get(anchor) ?? []), gone])
    } else if (!isOrdered || stayed.has(key)) anchor = key
  }
  return [...(after.get(null) ?? []), ...now.flatMap((line) => [line, ...(after.get(line.key) ?? [])])]
}

/** The longest run of ordered lines that kept their places among each other: all the others were moved. */
function inPlace(before: readonly ContentLine[], after: readonly ContentLine[]): Set<string> {
  const places = new Map(before.map(({ key }, index) => [key, index]))
  const shared = after.filter(({ key, isOrdered }) => isOrdered && places.has(key)).map(({ key }) => key)
  const runs: string[][] = []
  for (const key of shared) {
    const own = runs.filter((run) => places.get(run.at(-1)!)! < places.get(key)!)
    const longest = own.reduce<string[]>((best, run) => (run.length > best.length ? run : best), [])
    runs.push([...longest, key])
  }
  return new Set(runs.reduce<string[]>((best, run) => (run.length > best.length ? run : best), []))
}

/**
 * The text a content hash is taken over: the same content is the same text, whatever order its fields came
 * in. What is approved is this and nothing else.
 */
export function canonicalText(value: unknown): string {
  if (typeof value === 'bigint') return `${value}n`
  if (Array.isArray(value)) return `[${value.map(canonicalText).join(',')}]`
  if (typeof value === 'object' && value !== null) {
    const entries = Object.entries(value)
      .filter(([, own]) => own !== undefined)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, own]) => `${JSON.stringify(key)}:${canonicalText(own)}`)
    return `{${entries.join(',')}}`
  }
  return JSON.stringify(value) ?? 'null'
}

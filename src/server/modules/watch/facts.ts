import type { Delta } from '../../../core/watch/metric.ts'
import type { DeltaRow } from '../../platform/metric-loader.ts'
import { Numbered, type Sorted, sortedByNumber } from '../../platform/numbered.ts'

/** Bytes of a fact that is worth one and was known for good: subject, moment, day. */
const PLAIN_BYTES = 28
/** The others say as well what they are worth, until when they were known and for how many they stand. */
const WHOLE_BYTES = PLAIN_BYTES + 24

/** Facts of one figure as the bytes they came in. */
export type Run = { facts: Buffer; isPlain: boolean; part: DeltaRow['part']; grp: string | null }

/**
 * What is known of one figure of many subjects. A million facts stay bytes until their subject is looked at;
 * few come as they are.
 */
export class Facts {
  readonly #numbered: Numbered
  readonly #lists = new Map<string, Delta[]>()
  readonly #runs: (Run & { sorted: Sorted })[] = []

  constructor(numbered = new Numbered([])) {
    this.#numbered = numbered
  }

  add(id: string, delta: Delta): void {
    const list = this.#lists.get(id)
    if (list) list.push(delta)
    else this.#lists.set(id, [delta])
  }

  addRun(run: Run): void {
    const { facts, isPlain, grp } = run
    const width = isPlain ? PLAIN_BYTES : WHOLE_BYTES
    if (grp === null) {
      this.#runs.push({ ...run, sorted: sortedByNumber(facts, width, this.#numbered) })
      return
    }
    // Where each group is told apart there are many runs, with few facts in each.
    const bytes = new DataView(facts.buffer, facts.byteOffset, facts.byteLength)
    for (let place = 0; place < facts.byteLength; place += width) {
      const id = this.#numbered.ids[this.#numbered.numberAt(bytes, place)]
      if (id !== undefined) this.add(id, deltaAt(bytes, place, run))
    }
  }

  get(id: string): Delta[] | undefined {
    const list = this.#lists.get(id)
    const number = this.#runs.length > 0 ? this.#numbered.numberOf(id) : -1
    if (number < 0) return list
    const all = list ? [...list] : []
    for (const run of this.#runs) {
      const { bytes, begins, places } = run.sorted
      for (let nth = begins[number]!; nth < begins[number + 1]!; nth += 1)
        all.push(deltaAt(bytes, places[nth]!, run))
    }
    return all.length > 0 ? all : undefined
  }
}

function deltaAt(bytes: DataView, place: number, { isPlain, part, grp }: Run): Delta {
  const delta: Delta = { at: bytes.getFloat64(place + 16), on: bytes.getInt32(place + 24), value: 1 }
  if (!isPlain) {
    const [until, n] = [bytes.getFloat64(place + 36), bytes.getFloat64(place + 44)]
    delta.value = bytes.getFloat64(place + 28)
    if (!Number.isNaN(until)) delta.until = until
    if (!Number.isNaN(n)) delta.n = n
  }
  if (part !== null) delta.part = part
  if (grp !== null) delta.group = grp
  return delta
}

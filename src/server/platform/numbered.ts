export const ID_BYTES = 16

/**
 * Ids by the bytes they travel in: a million rows find their subject without a text being made for each.
 * Open addressing over the four words of an id; whatever is not among the ids has the number -1.
 */
export class Numbered {
  readonly ids: readonly string[]
  #next = 0

  constructor(ids: readonly string[]) {
    this.ids = ids
  }

  numberOf(id: string): number {
    // Subjects are mostly asked for in their own order.
    if (this.ids[this.#next] !== id) this.#next = find(bytesOf([id]), 0, tableOf(this.ids))
    const number = this.#next
    this.#next = number + 1
    return number
  }

  /** Of the id whose sixteen bytes begin at `from`. */
  numberAt(bytes: DataView, from: number): number {
    return find(bytes, from, tableOf(this.ids))
  }
}

type Table = { words: Uint32Array; slots: Int32Array }

/** Several loads ask about the same ids, each for figures of its own. */
const tables = new WeakMap<readonly string[], Table>()

function tableOf(ids: readonly string[]): Table {
  let table = tables.get(ids)
  if (!table) {
    table = newTable(ids)
    tables.set(ids, table)
  }
  return table
}

function newTable(ids: readonly string[]): Table {
  const bytes = bytesOf(ids)
  const slots = new Int32Array(2 ** Math.ceil(Math.log2(2 * ids.length + 2))).fill(-1)
  const words = new Uint32Array(4 * ids.length)
  for (let word = 0; word < words.length; word += 1) words[word] = bytes.getUint32(4 * word)
  const table = { words, slots }
  for (let number = 0; number < ids.length; number += 1) {
    if (find(bytes, ID_BYTES * number, table) >= 0) continue
    slots[freeSlot(number, table)] = number
  }
  return table
}

function freeSlot(number: number, { words, slots }: Table): number {
  const mask = slots.length - 1
  let slot = (words[4 * number]! ^ words[4 * number + 3]!) & mask
  while (slots[slot]! >= 0) slot = (slot + 1) & mask
  return slot
}

function find(bytes: DataView, from: number, { words, slots }: Table): number {
  const a = bytes.getUint32(from)
  const b = bytes.getUint32(from + 4)
  const c = bytes.getUint32(from + 8)
  const d = bytes.getUint32(from + 12)
  const mask = slots.length - 1
  for (let slot = (a ^ d) & mask; ; slot = (slot + 1) & mask) {
    const number = slots[slot]!
    if (number < 0) return -1
    const at = 4 * number
    if (words[at] === a && words[at + 1] === b && words[at + 2] === c && words[at + 3] === d) return number
  }
}

function bytesOf(ids: readonly string[]): DataView {
  const bytes = Buffer.from(ids.join('').replaceAll('-', ''), 'hex')
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
}

/**
 * Records that begin with an id, by its number: those of k begin at `places[begins[k]]` and so on, up to
 * `places[begins[k + 1] - 1]`.
 */
export type Sorted = { bytes: DataView; begins: Int32Array; places: Int32Array }

/** Counts and deals out; records of nobody who was asked for are left out. */
export function sortedByNumber(run: Buffer, width: number, numbered: Numbered): Sorted {
  const bytes = new DataView(run.buffer, run.byteOffset, run.byteLength)
  const count = run.byteLength / width
  const whose = new Int32Array(count)
  // One place ahead while it counts, so that dealing out leaves each place at its beginning.
  const ends = new Int32Array(numbered.ids.length + 2)
  let known = 0
  for (let row = 0; row < count; row += 1) {
    const number = numbered.numberAt(bytes, row * width)
    whose[row] = number
    if (number < 0) continue
    known += 1
    ends[number + 2]! += 1
  }
  for (let number = 2; number < ends.length; number += 1) ends[number]! += ends[number - 1]!
  const places = new Int32Array(known)
  for (let row = 0; row < count; row += 1) {
    const number = whose[row]!
    if (number < 0) continue
    const next = ends[number + 1]!
    places[next] = row * width
    ends[number + 1] = next + 1
  }
  return { bytes, begins: ends, places }
}

import { randomUUID } from 'node:crypto'
import { expect, test } from 'vitest'
import { ID_BYTES, Numbered, sortedByNumber } from './numbered.ts'

const bytesOf = (id: string) => Buffer.from(id.replaceAll('-', ''), 'hex')

test('every id has its number, by text in any order and by bytes, and others have none', () => {
  const ids = Array.from({ length: 1_000 }, () => randomUUID())
  const numbered = new Numbered(ids)
  for (const [number, id] of ids.entries()) expect(numbered.numberOf(id)).toBe(number)
  for (const number of [999, 3, 3, 4, 0]) expect(numbered.numberOf(ids[number]!)).toBe(number)
  expect(numbered.numberOf(randomUUID())).toBe(-1)
  expect(numbered.numberOf(ids[0]!)).toBe(0)
  const bytes = Buffer.concat([bytesOf(ids[7]!), bytesOf(randomUUID())])
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  expect([numbered.numberAt(view, 0), numbered.numberAt(view, ID_BYTES)]).toEqual([7, -1])
  expect(new Numbered([]).numberOf(ids[0]!)).toBe(-1)
})

test('records are dealt out to their ids in the order in which they came', () => {
  const ids = Array.from({ length: 50 }, () => randomUUID())
  const owners = Array.from(
    { length: 2_000 },
    (_, row) => [ids[(row * 7) % 53] ?? randomUUID(), row] as const,
  )
  const run = Buffer.concat(
    owners.map(([id, row]) => {
      const record = Buffer.alloc(ID_BYTES + 4)
      bytesOf(id).copy(record)
      record.writeInt32BE(row, ID_BYTES)
      return record
    }),
  )
  const { bytes, begins, places } = sortedByNumber(run, ID_BYTES + 4, new Numbered(ids))
  for (const [number, id] of ids.entries()) {
    const own = Array.from(places.subarray(begins[number], begins[number + 1]), (place) =>
      bytes.getInt32(place + ID_BYTES),
    )
    expect(own).toEqual(owners.flatMap(([owner, row]) => (owner === id ? [row] : [])))
  }
})

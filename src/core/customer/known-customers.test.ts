import { expect, it } from 'vitest'
import { KnownCustomers } from './known-customers.ts'
import { nameKey } from './name-key.ts'

const customer = (id: string, name: string, code: string | null = null) => ({
  id,
  code,
  nameKey: nameKey(name),
})
const known = (...rows: ReturnType<typeof customer>[]) => {
  const all = new KnownCustomers<ReturnType<typeof customer>>()
  for (const row of rows) all.remember(row)
  return all
}

it('a code decides, whatever the name has become', () => {
  const all = known(customer('1', '甲公司', 'K1'), customer('2', '乙公司', 'K2'))
  expect(all.find({ code: 'K2', name: '甲公司' })).toMatchObject({ id: '2' })
  expect(all.find({ name: ' 甲公司' })).toMatchObject({ id: '1' })
})

it('a code nobody has belongs to the one customer of that name without a code, once', () => {
  const all = known(customer('1', '甲公司'))
  const first = all.find({ code: 'K1', name: '甲公司' })
  expect(first).toMatchObject({ id: '1' })
  all.giveCode(first as ReturnType<typeof customer>, 'K1')
  expect(all.find({ code: 'K2', name: '甲公司' })).toBeNull()
  expect(all.find({ code: 'K1', name: '改了名的公司' })).toMatchObject({ id: '1' })
})

it('a name that two customers have means neither, and a new code is then a third', () => {
  const all = known(customer('1', '甲公司'), customer('2', '甲公司'))
  expect(all.find({ name: '甲公司' })).toBe('ambiguous')
  expect(all.find({ code: 'K1', name: '甲公司' })).toBeNull()
  expect(all.find({ name: '没有的公司' })).toBeNull()
})

import { expect, test } from 'vitest'
import { checkValues } from '../core/fields/check-values.ts'
import { keyFor } from '../core/fields/custom-field.ts'
import { OWN_FIELDS, ownOfCustomer, ownOfDeal } from './own-fields.ts'

const fields = OWN_FIELDS.map(({ record, kind, nameZh, nameEn, choices }) => ({
  record,
  key: keyFor(nameEn, []),
  kind,
  name: { zh: nameZh, en: nameEn },
  choices,
  isRequired: false,
  isRetired: false,
}))
const of = (record: string) => fields.filter((field) => field.record === record)

test('what the demo company keeps is what its own fields allow, for hundreds of customers and deals', () => {
  const held = new Set<string>()
  for (let n = 1; n <= 300; n += 1) {
    const customer = ownOfCustomer(`K${n}`)
    const deal = ownOfDeal(`D${n}`, BigInt(n) * 1_234_567n)
    expect(checkValues(of('customer'), {}, customer)).toMatchObject({ ok: true })
    expect(checkValues(of('deal'), {}, deal)).toMatchObject({ ok: true })
    for (const key of [...Object.keys(customer), ...Object.keys(deal)]) held.add(key)
  }
  expect([...held].sort()).toEqual(fields.map(({ key }) => key).sort())
  expect(ownOfCustomer('K7')).toEqual(ownOfCustomer('K7'))
})

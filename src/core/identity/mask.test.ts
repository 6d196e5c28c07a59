import fc from 'fast-check'
import { expect, it } from 'vitest'
import { maskPhone } from './mask.ts'

it.each([
  ['13812345678', '138****5678'],
  ['138 1234 5678', '138****5678'],
  ['138.1234.5678', '138****5678'],
  ['0571-87654321', '0571-****4321'],
  ['021-12345678-801', '021-****-801'],
  ['１３８ ００１３ ８０００', '138****8000'],
  ['95588', '****88'],
  ['12', '****12'],
  ['13812345678/13987654321', '138****5678/139****4321'],
  ['13812345678 13987654321', '138****4321'],
  ['13812345678王经理', '138****5678王经理'],
  ['62345678/79', '****78/79'],
])('%s is shown as %s', (phone, shown) => {
  expect(maskPhone(phone)).toBe(shown)
})

it('shows no five digits of any number in a row', () => {
  const text = fc.string({
    unit: fc.constantFrom(...'0123456789 -/、王转，０１'),
    minLength: 1,
    maxLength: 40,
  })
  fc.assert(
    fc.property(text, (phone) => {
      expect(maskPhone(phone)).not.toMatch(/\d{5}/)
    }),
  )
})

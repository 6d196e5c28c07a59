import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readEmail, readPhone, readUscc, tidyName } from './entry.ts'
import { nameKey } from './name-key.ts'

describe('a unified social credit code', () => {
  it.each([
    '91350100M000100Y43',
    '914403001922038216',
    '91110000802100433B',
    '91330100799655058B',
    '9144030071526726XG',
    '91110108551385082Q',
    '91440300708461136T',
    '91310000MA1FL4CX42',
    '121000004000060498',
  ])('%s is taken', (code) => {
    expect(readUscc(code)).toEqual({ ok: true, value: code })
  })

  it('is kept in one form however it is written', () => {
    expect(readUscc(' 9135 0100-m000100y43 ')).toEqual({ ok: true, value: '91350100M000100Y43' })
    expect(readUscc('９１３５０１００Ｍ０００１００Ｙ４３')).toEqual({
      ok: true,
      value: '91350100M000100Y43',
    })
  })

  it('of 15 digits, from before 2015, is taken; nothing is nothing', () => {
    expect(readUscc('330106123456789')).toEqual({ ok: true, value: '330106123456789' })
    for (const blank of [null, undefined, '', '  '])
      expect(readUscc(blank)).toEqual({ ok: true, value: null })
  })

  it.each([
    ['91440300708461136A', 18],
    ['9144O300708461136T', 5],
    ['91310000MA1FL4CX4T', 18],
    ['12100000400006049A', 18],
    ['91440300I08461136T', 9],
    ['9144030070846113', 16],
  ])('%s is refused near character %i', (code, position) => {
    expect(readUscc(code)).toMatchObject({ ok: false, code: 'uscc_invalid', detail: { position } })
  })
})

describe('a telephone number', () => {
  const place = fc.constantFrom('', '021', '0571-', '(010)', '+86 21 ', '138', '400-', '+1 ')
  const digits = fc.stringMatching(/^[\d ()\uff10-\uff19-]{0,14}$/)
  const extension = fc.stringMatching(/^(?:(?:-| - |转| x|ext\.|分机：)\d{0,7})?$/)
  const written = fc.tuple(place, digits, extension).map((parts) => parts.join(''))

  it.each([
    ['１３８ ００１３ ８０００', '13800138000'],
    ['+86 21 12345678 转801', '021-12345678-801'],
    ['0571 87654321', '0571-87654321'],
    ['+1 (415) 555-0132', '+14155550132'],
    ['', null],
  ])('%s is kept as %s', (written, kept) => {
    expect(readPhone(written)).toEqual({ ok: true, value: kept })
  })

  it('that is none is refused', () => {
    for (const text of ['1234', '无', '见名片'])
      expect(readPhone(text)).toMatchObject({ ok: false, code: 'phone_invalid' })
  })

  it('once kept is kept the same', () => {
    fc.assert(
      fc.property(written, (text) => {
        const once = readPhone(text)
        if (once.ok) expect(readPhone(once.value)).toEqual(once)
      }),
    )
  })

  it('loses no digit, and no sign but those between the digits of one number', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom(...'0123456789 -()/转x王,.'), maxLength: 24 }),
        (text) => {
          const read = readPhone(text)
          if (!read.ok || read.value === null || /^\s*\(?\s*(?:00)?\s*86/.test(text)) return
          const said = (one: string) => one.replace(/[ ()转x-]/g, '').replace(/^ext/, '')
          expect(said(read.value)).toBe(said(text))
        },
      ),
    )
  })
})

describe('an e-mail address', () => {
  it('needs a place', () => {
    expect(readEmail(' li@example.com ')).toEqual({ ok: true, value: 'li@example.com' })
    expect(readEmail('li.example.com')).toMatchObject({ ok: false, code: 'email_invalid' })
  })
})

describe('a name', () => {
  it.each([
    ['杭州 银杏树　科技有限公司', '杭州银杏树科技有限公司'],
    ['银杏树（杭州） 科技', '银杏树（杭州）科技'],
    ['张　三', '张三'],
    ['ＡＢＣ 精密\u200b机械', 'ABC 精密机械'],
    ['  Moses   Frase ', 'Moses Frase'],
    ['３Ｍ（上海）', '3M（上海）'],
  ])('%s becomes %s', (written, kept) => {
    expect(tidyName(written)).toBe(kept)
  })

  it('stays the same name, and tidied once is tidied', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...'杭州 （）()ＡbC　１2\u200b·-') }), (name) => {
        const tidy = tidyName(name)
        expect(tidyName(tidy)).toBe(tidy)
        if (/[\p{L}\p{N}]/u.test(name)) expect(nameKey(tidy)).toBe(nameKey(name))
      }),
    )
  })
})

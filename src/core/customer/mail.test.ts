import { expect, test } from 'vitest'
import { mailRefusal, maskAddress } from './mail.ts'

test('a contact without an address, or who wants none, gets no mail', () => {
  expect(mailRefusal({ email: 'a@b.example', noMail: false })).toBeNull()
  expect(mailRefusal({ email: null, noMail: false })).toBe('mail_no_address')
  expect(mailRefusal({ email: '', noMail: false })).toBe('mail_no_address')
  expect(mailRefusal({ email: 'a@b.example', noMail: true })).toBe('mail_unwanted')
})

test('an address is shown so that it can be recognised and not used', () => {
  expect(maskAddress('zhang.san@corp.example')).toBe('z***@corp.example')
  expect(maskAddress('张三@corp.example')).toBe('张***@corp.example')
  expect(maskAddress('nothing')).toBe('***')
})

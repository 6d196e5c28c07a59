import { expect, it } from 'vitest'
import { parseSmtpUrl } from './smtp-url.ts'

it.each([
  [
    'smtps://robot%40corp.cn:p%40ss@smtp.exmail.qq.com:465',
    {
      host: 'smtp.exmail.qq.com',
      port: 465,
      security: 'tls',
      user: 'robot@corp.cn',
      password: 'p@ss',
      from: 'robot@corp.cn',
    },
  ],
  ['smtp://a%40b.cn:x@mail.b.cn', { port: 587, security: 'starttls' }],
  ['smtp://a%40b.cn:x@mail.b.cn:465', { port: 465, security: 'tls' }],
  [
    'smtp://localhost:25?from=wind@b.cn',
    { port: 25, security: 'none', user: null, password: null, from: 'wind@b.cn' },
  ],
  [
    'smtp://u:x@mail.b.cn:25?from=wind@b.cn&security=none&name=风向标',
    { security: 'none', user: 'u', fromName: '风向标' },
  ],
])('%s', (text, settings) => {
  expect(parseSmtpUrl(text)).toMatchObject(settings)
})

it.each([
  'mail.b.cn',
  'http://mail.b.cn',
  'smtp://user:x@mail.b.cn',
  'smtp://a%40b.cn:x@mail.b.cn?security=ssl',
])('refuses %s', (text) => {
  expect(() => parseSmtpUrl(text)).toThrow('SMTP_URL')
})

import { expect, it } from 'vitest'
import { acceptFile } from './accept-file.ts'

const MAX = 1000
const cases: [string, { name: string; bytes: number; head: string }, string][] = [
  ['a contract', { name: '合同.pdf', bytes: 900, head: '255044462d312e37' }, 'application/pdf'],
  ['a path of an old browser', { name: 'C:\\papers\\a.PNG', bytes: 9, head: '89504e470d0a' }, 'image/png'],
  ['a text', { name: 'a.txt', bytes: 3, head: 'e4bda0' }, 'text/plain'],
  ['nothing', { name: 'a.pdf', bytes: 0, head: '' }, 'file_empty'],
  ['too much', { name: 'a.pdf', bytes: 1001, head: '25504446' }, 'file_too_large'],
  ['a program', { name: 'a.exe', bytes: 9, head: '4d5a9000' }, 'file_kind_refused'],
  ['a page', { name: 'a.html', bytes: 9, head: '3c68746d6c' }, 'file_kind_refused'],
  ['a picture with scripts', { name: 'a.svg', bytes: 9, head: '3c737667' }, 'file_kind_refused'],
  ['a program called contract', { name: 'a.pdf', bytes: 9, head: '4d5a9000' }, 'file_differs_from_name'],
  ['a program called text', { name: 'a.txt', bytes: 9, head: '4d5a9000' }, 'file_differs_from_name'],
  [
    'a photo of an iPhone',
    { name: 'IMG_1.HEIC', bytes: 9, head: '00000024667479706865696300000000' },
    'image/heic',
  ],
  ['a voice note of an iPhone', { name: 'a.m4a', bytes: 9, head: '0000001c667479704d344120' }, 'audio/mp4'],
  ['a voice note of an Android', { name: 'a.amr', bytes: 9, head: '2321414d520a' }, 'audio/amr'],
  ['a recording of a browser', { name: 'a.webm', bytes: 9, head: '1a45dfa39f428681' }, 'audio/webm'],
  ['a tagged song', { name: 'a.mp3', bytes: 9, head: '494433030000' }, 'audio/mpeg'],
  [
    'a film called photo',
    { name: 'a.heic', bytes: 9, head: '0000001c6674797071742020' },
    'file_differs_from_name',
  ],
  [
    'a photo called voice',
    { name: 'a.m4a', bytes: 9, head: '000000246674797068656963' },
    'file_differs_from_name',
  ],
  ['a program called voice', { name: 'a.amr', bytes: 9, head: '4d5a9000' }, 'file_differs_from_name'],
  ['no ending', { name: 'contract', bytes: 9, head: '25504446' }, 'file_kind_refused'],
]

it.each(cases)('%s', (_, sent, expected) => {
  const answer = acceptFile(sent, MAX)
  expect(answer.ok ? answer.value.mime : answer.code).toBe(expected)
})

it('keeps only the last part of a path as the name', () => {
  const answer = acceptFile({ name: '../../etc/报价单.xlsx', bytes: 9, head: '504b0304' }, MAX)
  expect(answer).toMatchObject({ ok: true, value: { name: '报价单.xlsx' } })
})

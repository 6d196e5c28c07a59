import { ok, type Result, refuse } from '../result.ts'

/** What a file is taken for, by its name and its first bytes; both must agree. */
type FileKind = {
  mime: string
  starts: readonly string[] | 'text'
  /** what stands after the first four bytes, whose value is a length: the brands of an ISO media file */
  brands?: readonly string[]
}

const ZIP = ['504b0304', '504b0506']
const OLE = ['d0cf11e0']
const office = (name: string) => `application/vnd.openxmlformats-officedocument.${name}`

/** An ISO media file says its brand after its first box: `ftypheic` is a picture, `ftypM4A ` a sound. */
const FTYP = '66747970'
const HEIC = ['heic', 'heix', 'hevc', 'heim', 'heis', 'mif1', 'msf1']
const SOUND = ['M4A ', 'M4B ', 'mp42', 'mp41', 'isom', 'iso5', '3gp4', '3gp5', '3gp6']

/** Papers, pictures, mails and voice notes; no programs, scripts or pages that run in a browser. */
const KINDS: Readonly<Record<string, FileKind>> = {
  pdf: { mime: 'application/pdf', starts: ['25504446'] },
  ofd: { mime: 'application/ofd', starts: ZIP },
  png: { mime: 'image/png', starts: ['89504e47'] },
  jpg: { mime: 'image/jpeg', starts: ['ffd8ff'] },
  jpeg: { mime: 'image/jpeg', starts: ['ffd8ff'] },
  gif: { mime: 'image/gif', starts: ['47494638'] },
  webp: { mime: 'image/webp', starts: ['52494646'] },
  heic: { mime: 'image/heic', starts: [], brands: HEIC },
  heif: { mime: 'image/heif', starts: [], brands: HEIC },
  m4a: { mime: 'audio/mp4', starts: [], brands: SOUND },
  mp3: { mime: 'audio/mpeg', starts: ['494433', 'fffb', 'fff3', 'fff2'] },
  aac: { mime: 'audio/aac', starts: ['fff1', 'fff9'] },
  amr: { mime: 'audio/amr', starts: ['2321414d52'] },
  wav: { mime: 'audio/wav', starts: ['52494646'] },
  ogg: { mime: 'audio/ogg', starts: ['4f676753'] },
  webm: { mime: 'audio/webm', starts: ['1a45dfa3'] },
  docx: { mime: office('wordprocessingml.document'), starts: ZIP },
  xlsx: { mime: office('spreadsheetml.sheet'), starts: ZIP },
  pptx: { mime: office('presentationml.presentation'), starts: ZIP },
  wps: { mime: 'application/vnd.ms-works', starts: [...OLE, ...ZIP] },
  et: { mime: 'application/vnd.ms-excel', starts: [...OLE, ...ZIP] },
  doc: { mime: 'application/msword', starts: OLE },
  xls: { mime: 'application/vnd.ms-excel', starts: OLE },
  ppt: { mime: 'application/vnd.ms-powerpoint', starts: OLE },
  msg: { mime: 'application/vnd.ms-outlook', starts: OLE },
  zip: { mime: 'application/zip', starts: ZIP },
  txt: { mime: 'text/plain', starts: 'text' },
  csv: { mime: 'text/csv', starts: 'text' },
  md: { mime: 'text/markdown', starts: 'text' },
  eml: { mime: 'message/rfc822', starts: 'text' },
}

export type FileRefusal = 'file_empty' | 'file_too_large' | 'file_kind_refused' | 'file_differs_from_name'
export type AcceptedFile = { name: string; mime: string }

/** Whether a record may carry this file. `head` is its first bytes as hex, `bytes` its whole length. */
export function acceptFile(
  sent: { name: string; bytes: number; head: string },
  bytesMax: number,
): Result<AcceptedFile, FileRefusal> {
  // Browsers of old sent whole paths, and a name is shown and stored: only its last part, of a sane length.
  const name =
    sent.name
      .split(/[\\/]/)
      .at(-1)!
      .replace(/\p{Cc}/gu, '')
      .slice(-200)
      .trim() || 'file'
  if (sent.bytes === 0) return refuse('file_empty')
  if (sent.bytes > bytesMax) return refuse('file_too_large', { limitMb: bytesMax / 1024 / 1024 })
  const ending = /\.([a-z0-9]{1,5})$/i.exec(name)?.[1]?.toLowerCase() ?? ''
  const kind = KINDS[ending]
  if (!kind) return refuse('file_kind_refused', { ending, allowed: Object.keys(KINDS).join(', ') })
  const fits =
    kind.starts === 'text'
      ? !/^(..)*00/.test(sent.head) && !sent.head.startsWith('4d5a') && !sent.head.startsWith('7f454c46')
      : kind.starts.some((start) => sent.head.startsWith(start)) || hasBrand(kind, sent.head)
  return fits ? ok({ name, mime: kind.mime }) : refuse('file_differs_from_name', { ending })
}

function hasBrand({ brands = [] }: FileKind, head: string): boolean {
  if (head.slice(8, 16) !== FTYP) return false
  const brand = head.slice(16, 24).match(/../g) ?? []
  return brands.includes(brand.map((byte) => String.fromCharCode(Number.parseInt(byte, 16))).join(''))
}

import { TabularError } from './tabular-error.ts'

export type FileKind = 'zip' | 'old-workbook' | 'text' | 'e-invoice'

/**
 * What other files begin with, so that a person is told what they dropped instead of "bad characters in
 * line 1".
 */
const OTHER_FILES: readonly [name: string, signature: readonly number[]][] = [
  ['PDF', [0x25, 0x50, 0x44, 0x46]],
  ['PNG', [0x89, 0x50, 0x4e, 0x47]],
  ['JPEG', [0xff, 0xd8, 0xff]],
  ['GIF', [0x47, 0x49, 0x46, 0x38]],
  ['RAR', [0x52, 0x61, 0x72, 0x21]],
  ['7z', [0x37, 0x7a, 0xbc, 0xaf]],
  ['gzip', [0x1f, 0x8b]],
  ['EXE', [0x4d, 0x5a, 0x90]],
  ['ELF', [0x7f, 0x45, 0x4c, 0x46]],
]

const COMPOUND_FILE = [0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1]
/** BIFF2–BIFF4 worksheets stood in a file of their own. */
const BARE_BIFF = [0x09, 0x00, 0x04, 0x00]

/** Decides from the first 64 kB; refuses what is surely no spreadsheet. */
export function sniffKind(head: Buffer, fileBytes: number): FileKind {
  for (const [name, signature] of OTHER_FILES) {
    if (startsWith(head, signature)) throw new TabularError('not_a_spreadsheet', { found: name })
  }
  if (startsWith(head, [0x50, 0x4b, 0x03, 0x04]) || startsWith(head, [0x50, 0x4b, 0x05, 0x06])) return 'zip'
  if (startsWith(head, COMPOUND_FILE)) return compoundKind(head, fileBytes)
  if (startsWith(head, BARE_BIFF)) return 'old-workbook'
  const start = head.subarray(0, 4096).toString('latin1').trimStart().toLowerCase()
  if (/^(ï»¿)?\s*(<!doctype html|<html|<table|<meta|<\?xml|<style)/.test(start)) return markupKind(head)
  return 'text'
}

/** A password-protected .xlsx is a compound file with a stream called EncryptedPackage. */
function compoundKind(head: Buffer, fileBytes: number): FileKind {
  if (head.includes(Buffer.from('EncryptedPackage', 'utf16le'))) throw new TabularError('encrypted')
  if (head.includes(Buffer.from('WordDocument', 'utf16le'))) {
    throw new TabularError('not_a_spreadsheet', { found: 'Word' })
  }
  if (fileBytes < 1024) throw new TabularError('damaged')
  return 'old-workbook'
}

/**
 * Many ERP systems export an HTML or XML table and call it .xls; a digital invoice is XML too. Anything else
 * in markup is not a table.
 */
function markupKind(head: Buffer): FileKind {
  const text = head.toString('latin1')
  if (/<table|urn:schemas-microsoft-com:office:spreadsheet/i.test(text)) return 'old-workbook'
  if (/EInvoice|FPHM|发票号码/.test(head.toString('utf8'))) return 'e-invoice'
  throw new TabularError('not_a_spreadsheet', { found: 'HTML' })
}

function startsWith(head: Buffer, signature: readonly number[]): boolean {
  return head.length >= signature.length && signature.every((byte, index) => head[index] === byte)
}

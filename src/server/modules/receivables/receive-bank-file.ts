import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { FastifyRequest } from 'fastify'
import type { SheetRow } from '../../../core/import/cell.ts'
import { type BankStatement, readBankStatement } from '../../../core/receivable/bank-statement.ts'
import { isCamt, readCamt } from '../../../core/receivable/camt.ts'
import { invalid, refused } from '../../platform/errors.ts'
import { openTabular } from '../../platform/tabular/open-tabular.ts'
import { TabularError } from '../../platform/tabular/tabular-error.ts'

export type ReceivedStatement = { fileName: string; statement: BankStatement }

const BYTES_MAX = 20 * 1024 * 1024
/** A statement of more movements than this is not one a person looks through. */
const ROWS_MAX = 20_000
/** By so much of it a file says what it is. */
const HEAD_BYTES = 2_000

/** Takes a bank's file in and reads it before any transaction begins; what it cannot read, it refuses. */
export async function receiveBankFile(request: FastifyRequest): Promise<ReceivedStatement> {
  if (!request.isMultipart?.()) throw invalid('file_missing')
  const part = await request.file({ limits: { fileSize: BYTES_MAX + 1 } })
  if (!part) throw invalid('file_missing')
  const content = await part.toBuffer().catch(() => null)
  if (!content || content.length > BYTES_MAX) throw invalid('too_large', { limitMb: 20 })
  if (isCamt(content.subarray(0, HEAD_BYTES).toString('utf8'))) {
    const read = readCamt(content.toString('utf8'))
    if (!read.ok) throw refused(read, 400)
    return { fileName: part.filename, statement: read.value }
  }
  const folder = await mkdtemp(join(tmpdir(), 'bellwether-bank-'))
  try {
    const path = join(folder, 'statement')
    await writeFile(path, content)
    const read = readBankStatement(await rowsOf(path))
    if (!read.ok) throw refused(read, 400)
    return { fileName: part.filename, statement: read.value }
  } catch (error) {
    if (error instanceof TabularError) throw invalid(error.code, error.detail)
    throw error
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

async function rowsOf(path: string): Promise<SheetRow[]> {
  const file = await openTabular(path)
  try {
    const rows: SheetRow[] = []
    for await (const batch of file.rows(0)) {
      rows.push(...batch)
      if (rows.length > ROWS_MAX) throw new TabularError('too_many_rows', { limit: ROWS_MAX })
    }
    return rows
  } finally {
    await file.close()
  }
}

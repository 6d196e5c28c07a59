import type { z } from 'zod'
import type { importAnalysis } from '../../../api/imports.ts'
import { isBlankRow } from '../../../core/import/cell.ts'
import { headerOf, type Mapping } from '../../../core/import/mapping.ts'
import { headerKey } from '../../../core/import/parse-text.ts'
import { findColumn } from '../../../core/import/row-reader.ts'
import type { Own } from '../../../core/import/suggest-mapping.ts'
import type { ReadCtx } from '../../platform/context.ts'
import type { KeptFile } from './file-store.ts'
import { type Look, type LookWish, openAndSuggest, openForMapping } from './look.ts'

export type Analysis = z.output<typeof importAnalysis>
type SavedMapping = Analysis['savedMappings'][number]

const SAMPLE_ROWS = 20
const SAMPLE_CHARS = 200

/**
 * Everything the page needs to ask the right questions. A saved mapping for exactly these headers is taken
 * as it is, unless the user asks to look at the file in another way.
 */
export async function analyse(
  batchId: string,
  file: KeptFile,
  wish: LookWish,
  { saved, own }: { saved: readonly (SavedMapping & { headersKey: string })[]; own: Own },
): Promise<Omit<Analysis, 'importedBefore'>> {
  let look = await openAndSuggest(file.path, wish, own)
  const known = saved.filter((one) => one.headersKey === headersKeyOf(look.header.names))
  const reuse = Object.values(wish).every((part) => part === undefined) ? known[0] : undefined
  if (reuse) {
    const { suggestion } = look
    await look.file.close()
    const mapping = atThisSheet(reuse.mapping as Mapping, look)
    look = { ...(await openForMapping(file.path, mapping, own)), suggestion }
  }
  try {
    const sheet = look.file.sheets[look.sheet]!
    const { own: _, ...mapping } = look.mapping
    return {
      id: batchId,
      fileName: file.name,
      sizeBytes: file.bytes,
      format: look.file.format,
      encoding: look.file.encoding,
      sheets: look.file.sheets,
      sheet: sheet.name,
      headerRow: look.header.row,
      headerRows: look.header.rows,
      columns: columnsOf(look),
      sample: sampleOf(look),
      rows: look.facts.rows,
      mapping,
      questions: look.questions,
      savedMappings: known.map(({ id, name, mapping }) => ({ id, name, mapping })),
    } as Omit<Analysis, 'importedBefore'>
  } finally {
    await look.file.close()
  }
}

/** Files of one system have the same headers: their key finds the mapping that was saved for them. */
export function headersKeyOf(names: readonly string[]): string {
  return names.map(headerKey).filter(Boolean).sort().join('|').slice(0, 2000)
}

export async function importedBefore(
  ctx: ReadCtx,
  hash: Buffer,
  id: string,
): Promise<Analysis['importedBefore']> {
  const row = await ctx.db
    .selectFrom('import_batch')
    .select(['id', 'created_at as at'])
    .where('org_id', '=', ctx.orgId)
    .where('file_hash', '=', hash)
    .where('status', '=', 'done')
    .where('id', '!=', id)
    .orderBy('created_at', 'desc')
    .executeTakeFirst()
  return row ?? null
}

function columnsOf(look: Look): Analysis['columns'] {
  const fields = new Map<number, string>()
  for (const [field, ref] of Object.entries(look.mapping.columns)) {
    const column = findColumn(look.header.names, ref)
    if (column >= 0 && !fields.has(column)) fields.set(column, field)
  }
  for (const pair of [...(look.mapping.payments ?? []), ...(look.mapping.instalments ?? [])]) {
    for (const ref of [pair.on, pair.amount]) {
      const column = ref === undefined ? -1 : findColumn(look.header.names, headerOf(ref))
      if (column >= 0) fields.set(column, 'payments')
    }
  }
  return look.header.names.flatMap((header, index) =>
    header === ''
      ? []
      : [
          {
            header,
            field: fields.get(index) ?? null,
            confidence: look.suggestion?.confidence.get(header) ?? null,
            filled: look.facts.filled[index] ?? 0,
            samples: look.facts.samples[index] ?? [],
          },
        ],
  )
}

function sampleOf(look: Look): Analysis['sample'] {
  return look.head
    .filter((row) => row.number > look.header.row && !isBlankRow(row))
    .slice(0, SAMPLE_ROWS)
    .map((row) => ({ row: row.number, cells: row.cells.map((cell) => cell.text.slice(0, SAMPLE_CHARS)) }))
}

/** Last month's file may have had one banner row more: the header is where it is now. */
function atThisSheet(mapping: Mapping, look: Look): Mapping {
  return { ...mapping, headerRow: look.header.row, headerRows: look.header.rows }
}

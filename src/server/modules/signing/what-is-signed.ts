import type { Buffer } from 'node:buffer'
import type { ContractContent } from '../../../core/contract/content.ts'
import type { PaperToSign } from '../../../core/contract/signing.ts'
import type { ReadCtx } from '../../platform/context.ts'
import { sha256 } from '../../platform/crypto.ts'

type Paper = NonNullable<ContractContent['paper']>

/** What a version is written on, as far as its name says: a service takes PDF alone. */
export function paperKind(paper: Paper | undefined): PaperToSign {
  if (!paper) return 'none'
  return /\.pdf$/i.test(paper.name) ? 'pdf' : 'other'
}

/**
 * The counterparty's own paper, to the byte (C071 C080): what was approved is its hash, so the bytes are held
 * against it once more before anybody is asked to sign them. Null: they are not what was approved.
 */
export async function findPaper(ctx: ReadCtx, contractId: string, paper: Paper): Promise<Buffer | null> {
  const row = await ctx.db
    .selectFrom('record_file as f')
    .innerJoin('file_content as t', (join) =>
      join.onRef('t.org_id', '=', 'f.org_id').onRef('t.sha256', '=', 'f.sha256'),
    )
    .select('t.content')
    .where('f.org_id', '=', ctx.orgId)
    .where('f.id', '=', paper.fileId)
    .where('f.record_kind', '=', 'contract')
    .where('f.record_id', '=', contractId)
    .executeTakeFirst()
  if (!row || sha256(row.content).toString('hex') !== paper.sha256) return null
  return row.content
}

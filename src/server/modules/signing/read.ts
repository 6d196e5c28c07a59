import type { Buffer } from 'node:buffer'
import { sql } from 'kysely'
import type { Instant } from '../../../core/calendar.ts'
import { decideSeal } from '../../../core/contract/seal.ts'
import { may } from '../../../core/permission.ts'
import type { ReadCtx } from '../../platform/context.ts'
import { sha256 } from '../../platform/crypto.ts'
import { checkSeal } from '../../platform/tamper-seal/seal-pdf.ts'
import { getPaperHead } from '../contracts/index.ts'

type Row = {
  id: string
  version: number
  version_id: string
  at: Instant
  actor_name: string | null
  file_id: string
  name: string
  is_off: boolean
  sha256: Buffer
  content: Buffer
}

/** The sealed files, newest first; each is read and checked, and not remembered to have been good. */
export async function listSignings(ctx: ReadCtx, contractId: string) {
  const head = await getPaperHead(ctx, contractId)
  const { rows } = await sql<Row>`
    select s.id, v.number as version, s.version_id, s.recorded_at as at, u.name as actor_name, s.file_id, f.name,
      f.voided_at is not null as is_off, s.sha256, t.content
    from contract_signing s
    join contract_version v on v.org_id = s.org_id and v.id = s.version_id
    join record_file f on f.org_id = s.org_id and f.id = s.file_id
    join file_content t on t.org_id = f.org_id and t.sha256 = f.sha256
    left join app_user u on u.org_id = s.org_id and u.id = s.actor
    where s.org_id = ${ctx.orgId} and s.contract_id = ${contractId} order by s.recorded_at desc`.execute(
    ctx.db,
  )
  const isSealed = rows.some((row) => row.version_id === head.versionId && !row.is_off)
  const decided = decideSeal({ isApproved: head.approvedAt !== null, isSealed })
  return {
    items: rows.map((row) => {
      const { verdict, by } = checkSeal(row.content)
      const isKept = sha256(row.content).equals(row.sha256)
      return {
        id: row.id,
        version: row.version,
        at: row.at,
        actorName: row.actor_name,
        fileId: row.is_off ? null : row.file_id,
        fileName: row.name,
        sha256: row.sha256.toString('hex'),
        verdict: isKept ? verdict : ('changed' as const),
        by,
      }
    }),
    can: { seal: !may(ctx.actor.roles, 'contract.write') ? 'forbidden' : decided.ok || decided.code },
  }
}

import { formatInstant } from '../../../core/calendar.ts'
import type { ReadCtx } from '../../platform/context.ts'
import { sha256 } from '../../platform/crypto.ts'
import { type FileOut, fileOut } from '../../platform/file-out.ts'
import { filesOf } from '../files/index.ts'
import { getCase } from './read-case.ts'
import { caseScope } from './scope.ts'

/**
 * The whole case as one file that can be handed out: every round of content with the hash it was approved
 * under, every step with person, time and words, every file with its hash (C072). The last line is the hash
 * of everything above it.
 */
export async function drawEvidence(ctx: ReadCtx, id: string): Promise<FileOut> {
  return fileOut(`approval-${id}.json`, await evidenceOf(ctx, id))
}

/** The same for whoever puts it together with other evidence; null: not theirs to see. */
export async function caseEvidence(ctx: ReadCtx, id: string): Promise<string | null> {
  const seen = await ctx.db
    .selectFrom('approval_case as c')
    .select('c.id')
    .where('c.org_id', '=', ctx.orgId)
    .where('c.id', '=', id)
    .where(caseScope(ctx))
    .executeTakeFirst()
  return seen ? evidenceOf(ctx, id) : null
}

async function evidenceOf(ctx: ReadCtx, id: string): Promise<string> {
  const found = await getCase(ctx, id)
  const rounds = await ctx.db
    .selectFrom('approval_content')
    .select(['round', 'content_hash', 'lines', 'before', 'recorded_at'])
    .where('org_id', '=', ctx.orgId)
    .where('case_id', '=', id)
    .orderBy('round')
    .execute()
  const files = await filesOf(
    ctx,
    { recordKind: 'approval', recordId: id },
    found.trail.flatMap((entry) => entry.files.map((file) => file.id)),
  )
  const content = {
    case: {
      id,
      kind: found.kind,
      title: found.title,
      requester: found.requester,
      status: found.status,
      submittedAt: formatInstant(found.submittedAt),
      settledAt: found.settledAt === null ? null : formatInstant(found.settledAt),
      reason: found.reason,
      amountFen: found.amountFen === null ? null : Number(found.amountFen),
      flowVersion: found.flowVersion,
    },
    rounds: rounds.map((row) => ({
      round: row.round,
      contentHash: row.content_hash,
      recordedAt: formatInstant(row.recorded_at),
      lines: row.lines,
      before: row.before,
    })),
    trail: found.trail.map((entry) => ({ ...entry, at: formatInstant(entry.at) })),
    files: [...files.values()],
  }
  const text = JSON.stringify(content, null, 2)
  return JSON.stringify({ evidence: content, sha256: sha256(text).toString('hex') }, null, 2)
}

import { sql } from 'kysely'
import type { ErrandKind } from '../../../core/notify/errand.ts'
import type { Bilingual } from '../../../core/watch/subject.ts'
import type { WriteCtx } from '../../platform/context.ts'
import { loadStaff } from '../identity/index.ts'
import { notifyErrands } from '../notify/index.ts'
import type { StoredRule } from './review-rows.ts'

/** A word about a rule to whoever changed it last, or to the boss where nobody has or that person is gone. */
export async function tellOwner(
  ctx: WriteCtx,
  rule: StoredRule,
  word: { kind: ErrandKind; cause: string; title: Bilingual },
): Promise<void> {
  const { rows } = await sql<{ actor: string }>`
    select v.actor from record_version v join app_user u on u.org_id = v.org_id and u.id = v.actor and u.status = 'active'
    where v.org_id = ${ctx.orgId} and v.entity = 'rule' and v.id = ${rule.id} order by v.version desc limit 1`.execute(
    ctx.db,
  )
  const { directory } = await loadStaff(ctx)
  const people = rows[0] ? [rows[0].actor] : (directory.holders.get('boss') ?? []).slice(0, 1)
  await notifyErrands(ctx, [
    {
      cause: word.cause,
      errand: {
        kind: word.kind,
        severity: 3,
        title: word.title,
        customer: null,
        amountFen: null,
        by: '风向标',
        said: '',
        dueAt: null,
        url: '/rules/review',
      },
      customerId: null,
      subjectId: rule.id,
      people,
    },
  ])
}

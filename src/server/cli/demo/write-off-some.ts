import { sql } from 'kysely'
import type { Company } from '../../../world/shapes.ts'
import { askWriteOff, draftWriteOff, recordRecovery } from '../../modules/receivables/index.ts'
import type { WriteCtx } from '../../platform/context.ts'
import { actorsOf } from './actors.ts'
import type { People } from './load-people.ts'

const FINANCE = 'zhangshuqin'
/** Within what finance may write off alone, so that nobody's approval is acted out. */
const SETTLED_FEN = 360_000n

type Owed = { customerId: string; instalmentId: string; openFen: bigint; isDunned: boolean }

/**
 * What finance of the demo has given up (C097): a rest that was settled with a customer who had been written
 * to, of which a part came in after all; and a draft that still waits for its evidence.
 */
export async function writeOffSome(ctx: WriteCtx, company: Company, people: People): Promise<void> {
  const finance = { ...ctx, actor: actorsOf(company, people).get(FINANCE)! }
  const owed = await oldest(ctx, company.today)
  const settled = owed.find(({ isDunned, openFen }) => isDunned && openFen > SETTLED_FEN)
  const waiting = owed.find(({ customerId, isDunned }) => !isDunned && customerId !== settled?.customerId)
  if (settled) {
    const { id } = await draftWriteOff(finance, {
      customerId: settled.customerId,
      ground: 'settled',
      reason: '双方和解：客户付清其余货款，尺寸超差争议的部分我方放弃',
      lines: [{ instalmentId: settled.instalmentId, amountFen: SETTLED_FEN }],
    })
    await askWriteOff(finance, id)
    await recordRecovery(finance, id, {
      receivedOn: company.today,
      amountFen: SETTLED_FEN / 3n,
      reference: '和解后客户另行补付',
    })
  }
  if (waiting)
    await draftWriteOff(finance, {
      customerId: waiting.customerId,
      ground: 'vanished',
      reason: '电话停机，厂房已清空，正在查询工商登记',
      lines: [{ instalmentId: waiting.instalmentId, amountFen: waiting.openFen }],
    })
}

async function oldest(ctx: WriteCtx, today: string): Promise<Owed[]> {
  const { rows } = await sql<Owed>`
    select i.customer_id as "customerId", i.id as "instalmentId", i.open_fen as "openFen", exists (select 1 from dunning_step s
      where s.org_id = i.org_id and s.customer_id = i.customer_id and s.voided_at is null) as "isDunned"
    from instalment i where i.org_id = ${ctx.orgId} and i.voided_at is null and i.open_fen > 0 and i.due_on < ${today}
    order by i.due_on, i.id`.execute(ctx.db)
  return rows
}

import { sql } from 'kysely'
import type { ErrandKind } from '../../../core/notify/errand.ts'
import type { Severity } from '../../../core/notify/message.ts'
import type { WriteCtx } from '../../platform/context.ts'
import { loadStaff } from '../identity/index.ts'
import { notifyErrands } from '../notify/index.ts'

export type ContractNews = Extract<ErrandKind, `contract-${string}`>

/** What somebody has to do something about disturbs them at work; the rest waits to be read. */
const SEVERITY: Record<ContractNews, Severity> = {
  'contract-in-force': 3,
  'contract-signed': 3,
  'contract-ended': 2,
  'contract-rejected': 2,
  'contract-expired': 2,
  'contract-trouble': 2,
}

/**
 * What became of a contract, to those concerned (C077): who answers for it, their superior, finance, and
 * whoever in legal answers for its template; not to the one who did it.
 */
export async function tellContract(
  ctx: WriteCtx,
  id: string,
  news: { kind: ContractNews; said?: string },
): Promise<void> {
  const contract = await ctx.db
    .selectFrom('contract as k')
    .innerJoin('customer as c', (join) =>
      join.onRef('c.org_id', '=', 'k.org_id').onRef('c.id', '=', 'k.customer_id'),
    )
    .leftJoin('contract_version as v', (join) =>
      join.onRef('v.org_id', '=', 'k.org_id').onRef('v.id', '=', 'k.version_id'),
    )
    .select(['k.number', 'k.title', 'k.customer_id', 'k.responsible_id', 'k.amount_fen', 'c.name'])
    .select(sql<string | null>`v.content ->> 'templateId'`.as('templateId'))
    .where('k.org_id', '=', ctx.orgId)
    .where('k.id', '=', id)
    .executeTakeFirstOrThrow()
  const { directory } = await loadStaff(ctx)
  const { responsible_id: rep } = contract
  const superior = rep === null ? null : (directory.people.get(rep)?.managerId ?? null)
  const legal = await legalOf(ctx, contract.templateId, directory.holders.get('legal') ?? [])
  const concerned = [rep, superior, ...(directory.holders.get('finance') ?? []), ...legal]
  const title = [contract.number, contract.title].filter(Boolean).join(' ')
  await notifyErrands(ctx, [
    {
      cause: `contract:${id}:${news.kind}:${ctx.tick}`,
      errand: {
        ...{ kind: news.kind, severity: SEVERITY[news.kind], title: { zh: title, en: title } },
        ...{ customer: contract.name, amountFen: contract.amount_fen, by: ctx.actor.name },
        ...{ said: news.said ?? '', dueAt: null, url: `/contracts/${id}` },
      },
      customerId: contract.customer_id,
      subjectId: id,
      people: concerned.flatMap((person) => (person === null || person === ctx.actor.userId ? [] : [person])),
    },
  ])
}

/** Who answers for the template it was made from; of a free-form contract everybody in legal. */
async function legalOf(
  ctx: WriteCtx,
  templateId: string | null,
  everybody: readonly string[],
): Promise<readonly string[]> {
  if (templateId === null) return everybody
  const row = await ctx.db
    .selectFrom('contract_template')
    .select('legal_id')
    .where('org_id', '=', ctx.orgId)
    .where('id', '=', templateId)
    .executeTakeFirst()
  return row ? [row.legal_id] : everybody
}

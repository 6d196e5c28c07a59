import type { ErrandKind } from '../../../core/notify/errand.ts'
import type { WriteCtx } from '../../platform/context.ts'
import type { Staff } from '../identity/index.ts'
import { notifyErrands } from '../notify/index.ts'
import type { StoredRule } from './rule-rows.ts'
import type { SubjectInfo } from './subjects.ts'

type About = {
  row: { id: string; responsible_id: string; severity: number; deadline_at: number }
  rule: StoredRule
  subject: SubjectInfo
  staff: Staff
}

/** Whoever answers for the alert hears who waits for it, at once where a phone may buzz (C129). */
export function tellUrged(ctx: WriteCtx, about: About, said: string): Promise<void> {
  return tellPeople(ctx, about, {
    kind: 'alert-urged',
    cause: 'urged',
    said,
    people: [about.row.responsible_id],
  })
}

/** Whoever is named in a note hears of it once, however often they are named; whoever wrote it needs not. */
export async function tellMentioned(
  ctx: WriteCtx,
  about: About,
  said: string,
  mentions: readonly string[],
): Promise<void> {
  const people = [...new Set(mentions)].filter((one) => one !== ctx.actor.userId)
  if (people.length > 0)
    await tellPeople(ctx, about, { kind: 'alert-mentioned', cause: 'mentioned', said, people })
}

type Word = { kind: ErrandKind; cause: string; said: string; people: readonly string[] }

async function tellPeople(
  ctx: WriteCtx,
  { row, rule, subject, staff }: About,
  { kind, cause, said, people }: Word,
): Promise<void> {
  const { zh, en } = rule.current.title
  const about = subject.customerName ?? subject.label
  await notifyErrands(ctx, [
    {
      cause: `alert:${row.id}:${cause}:${ctx.tick}`,
      errand: {
        kind,
        severity: row.severity === 1 ? 1 : 2,
        title: { zh: `${about}：${zh}`, en: `${about}: ${en}` },
        customer: subject.customerName,
        amountFen: null,
        by: staff.names.get(ctx.actor.userId ?? '') ?? '',
        said,
        dueAt: row.deadline_at,
        url: `/alerts/${row.id}`,
      },
      customerId: subject.customerId,
      subjectId: row.id,
      people,
    },
  ])
}

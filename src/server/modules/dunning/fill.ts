import type { Day } from '../../../core/calendar.ts'
import { letterheadOf } from '../../../core/document/letterhead.ts'
import type { StageCode } from '../../../core/dunning/stage.ts'
import { fillText, type TextVariable } from '../../../core/dunning/text.ts'
import { formatFen } from '../../../core/money.ts'
import { addWorkdays, type WorkCalendar } from '../../../core/workdays.ts'
import type { DocumentLanguage } from '../../../text/statement.ts'
import type { ReadCtx } from '../../platform/context.ts'
import { orgLetterhead, orgName } from '../../platform/org-name.ts'
import type { Debtor, OwedItem } from './load-owed.ts'
import { wordsFor } from './texts.ts'

/** Working days a customer has to answer. */
const ANSWER_WORKDAYS = 5
/** More lines than this nobody reads in a message; the sums count all of them. */
const LINES = 12

export type Filled = { debtor: Debtor; items: readonly OwedItem[]; contact: string; lang: DocumentLanguage }

/** The words of a stage for one customer, their variables filled in. */
export async function filledTexts(
  ctx: ReadCtx,
  stage: StageCode,
  filled: Filled,
  at: { today: Day; calendar: WorkCalendar },
) {
  const values = await valuesOf(ctx, filled, at)
  return (await wordsFor(ctx, stage, filled.lang)).map(({ kind, body }) => ({
    kind,
    words: fillText(body, values),
  }))
}

async function valuesOf(
  ctx: ReadCtx,
  { debtor, items, contact, lang }: Filled,
  { today, calendar }: { today: Day; calendar: WorkCalendar },
): Promise<Record<TextVariable, string>> {
  const open = items.reduce((sum, { dunning }) => sum + dunning.openFen, 0n)
  const oldest = items[0]
  const line = (item: OwedItem) =>
    lang === 'zh'
      ? `${item.invoice_number} ${item.due_on} 到期 ${formatFen(item.dunning.openFen)} 元`
      : `${item.invoice_number} due ${item.due_on}: ${formatFen(item.dunning.openFen)}`
  const more = lang === 'zh' ? `等共 ${items.length} 笔` : `${items.length} in all`
  return {
    customer: debtor.customer.name,
    company: letterheadOf(await orgName(ctx), await orgLetterhead(ctx), lang).text,
    amount: formatFen(open),
    count: String(items.length),
    items: [...items.slice(0, LINES).map(line), ...(items.length > LINES ? [more] : [])].join('\n'),
    oldestDue: oldest?.due_on ?? today,
    days: String(Math.max(0, oldest?.overdue_days ?? 0)),
    today,
    deadline: addWorkdays(calendar, today, ANSWER_WORKDAYS),
    contact,
    responsible: debtor.responsible?.name ?? '',
  }
}

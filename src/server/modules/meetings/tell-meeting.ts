import { sql } from 'kysely'
import { type Day, dayOf } from '../../../core/calendar.ts'
import { closingOf } from '../../../core/workdays.ts'
import type { WriteCtx } from '../../platform/context.ts'
import { loadCalendar } from '../identity/index.ts'
import { notifyErrands } from '../notify/index.ts'

/** A notice is read on a phone; the whole of it stands on the page it opens. */
const SHOWN = 200

type Meeting = { id: string; title: string; heldOn: Day }

/** Who is to come hears of it (C178); of a meeting that was and is only written down nobody needs to. */
export async function tellCalled(ctx: WriteCtx, meeting: Meeting, people: readonly string[]): Promise<void> {
  const others = people.filter((one) => one !== ctx.actor.userId)
  if (others.length === 0 || meeting.heldOn < dayOf(ctx.now)) return
  const dueAt = closingOf(await loadCalendar(ctx), meeting.heldOn)
  const errand = { kind: 'meeting-called' as const, severity: 2 as const, dueAt, said: '' }
  await tell(ctx, meeting, [{ cause: 'called', errand, people: others }])
}

/** Everybody who took part gets the minutes once they are closed, each with what he or she has to do. */
export async function tellClosed(
  ctx: WriteCtx,
  meeting: Meeting & { minutes: string },
  people: readonly string[],
): Promise<void> {
  const { rows } = await sql<{ id: string; title: string }>`
    select t.responsible_id as id, t.title from task t where t.org_id = ${ctx.orgId} and t.record_kind = 'meeting'
      and t.record_id = ${meeting.id} and t.state = 'open' order by t.due_at, t.id`.execute(ctx.db)
  const notices = people
    .filter((one) => one !== ctx.actor.userId)
    .map((one) => {
      const own = rows.flatMap(({ id, title }) => (id === one ? [title] : []))
      const words = [...own.map((title, index) => `${index + 1}. ${title}`), meeting.minutes]
      const said = words.filter(Boolean).join('\n')
      const shown = said.length > SHOWN ? `${said.slice(0, SHOWN)}…` : said
      // What one has to do was told when it was given; the minutes wait to be read.
      const errand = { kind: 'meeting-minutes' as const, severity: 3 as const, dueAt: null, said: shown }
      return { cause: `minutes:${one}`, errand, people: [one] }
    })
  await tell(ctx, meeting, notices)
}

type Notice = {
  cause: string
  errand: {
    kind: 'meeting-called' | 'meeting-minutes'
    severity: 2 | 3
    dueAt: number | null
    said: string
  }
  people: readonly string[]
}

async function tell(ctx: WriteCtx, meeting: Meeting, notices: readonly Notice[]): Promise<void> {
  const title = `${meeting.heldOn} ${meeting.title}`
  await notifyErrands(
    ctx,
    notices.map(({ cause, errand, people }) => ({
      cause: `meeting:${meeting.id}:${cause}:${ctx.tick}`,
      errand: {
        ...errand,
        ...{ title: { zh: title, en: title }, customer: null, amountFen: null },
        ...{ by: ctx.actor.name, url: `/meetings/${meeting.id}` },
      },
      customerId: null,
      subjectId: meeting.id,
      people,
    })),
  )
}

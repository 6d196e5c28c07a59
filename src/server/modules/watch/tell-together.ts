import { sql } from 'kysely'
import type { AlertGroup } from '../../../core/watch/group.ts'
import { assign } from '../../../core/watch/responsible.ts'
import { groupReason } from '../../../text/watch-group.ts'
import type { ReadCtx } from '../../platform/context.ts'
import type { AlertNotice } from '../notify/index.ts'
import type { AlertDraft, Setting } from './alert-draft.ts'
import { findGroups } from './find-groups.ts'

/**
 * Where many people of a team are beyond one line on one day, whoever leads the team hears of it once, as a
 * matter of the team; the people themselves hear of their own as ever. A rule on trial tells nobody anyway.
 */
export async function toldTogether(
  ctx: ReadCtx,
  notices: readonly AlertNotice[],
  { opened, setting }: { opened: readonly AlertDraft[]; setting: Setting },
): Promise<AlertNotice[]> {
  const people = opened.filter(({ rule }) => rule.subject === 'rep' && rule.mode === 'on')
  if (people.length === 0) return [...notices]
  const ids = people.map(({ id }) => id)
  const groups = await findGroups(ctx, sql`b.id = any(${ids}::uuid[])`)
  const groupOf = new Map(
    groups.flatMap((group) => group.members.map(({ alertId }) => [alertId, group] as const)),
  )
  const told = new Set(await findTold(ctx, groups))
  return notices.flatMap((notice): AlertNotice[] => {
    const group = notice.cause === 'opened' ? groupOf.get(notice.alertId) : undefined
    const draft = people.find(({ id }) => id === notice.alertId)
    if (!group || !draft) return [notice]
    const { directory } = setting.staff
    const leader = assign(directory, 'manager', draft.subject, setting.tick).userId
    const own: AlertNotice = {
      ...notice,
      people: notice.people.filter((id) => id !== leader),
      isPartOfGroup: true,
    }
    if (told.has(group)) return [own]
    told.add(group)
    return [own, teamNotice(notice, { group, leader, setting })]
  })
}

/** A team that grows in the course of the day has been told of already. */
async function findTold(ctx: ReadCtx, groups: readonly AlertGroup[]): Promise<AlertGroup[]> {
  const ids = groups.flatMap(({ members }) => members.map(({ alertId }) => alertId))
  const { rows } = await sql<{ cause: string }>`
    select cause from notice where org_id = ${ctx.orgId} and alert_id = any(${ids}::uuid[])`.execute(ctx.db)
  return groups.filter((group) => rows.some(({ cause }) => cause.endsWith(causeOf(group))))
}

function causeOf({ ruleId, teamId, day }: AlertGroup): string {
  return `team:${ruleId}:${teamId}:${day}`
}

type Team = { group: AlertGroup; leader: string; setting: Setting }

function teamNotice(notice: AlertNotice, { group, leader, setting }: Team): AlertNotice {
  const names = group.members.map(({ personId }) => setting.staff.names.get(personId) ?? '')
  const size = { people: new Set(names).size, all: group.teamSize }
  return {
    ...notice,
    cause: causeOf(group),
    people: [leader],
    responsibleId: leader,
    content: {
      ...notice.content,
      subject: null,
      amountFen: null,
      reason: groupReason([...new Set(names)], size).zh,
      responsible: setting.staff.names.get(leader) ?? '',
      url: `/alerts/${group.members[0]!.alertId}/team`,
    },
  }
}

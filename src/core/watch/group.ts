import type { Day } from '../calendar.ts'

/** So many people of a team at least, and at least this share of it: then it is the team's matter. */
const FEWEST = 3
const SHARE = 0.4

/** An alert about a person, with the team the person was in when it opened. */
export type GroupMember = {
  alertId: string
  ruleId: string
  mode: 'on' | 'trial'
  personId: string
  teamId: string
  /** the day it opened */
  day: Day
}

/** Many people of one team beyond the line of one rule on one day: one matter of the team (methods §1.4). */
export type AlertGroup = {
  ruleId: string
  mode: 'on' | 'trial'
  teamId: string
  day: Day
  members: GroupMember[]
  /** how many the team had that day */
  teamSize: number
}

export function isTeamMatter(people: number, teamSize: number): boolean {
  return people >= Math.max(FEWEST, Math.ceil(teamSize * SHARE))
}

/**
 * The groups among these alerts. Nothing is kept of a group: it follows from its alerts and from who was in
 * the team, so that an evaluation in steps, one from scratch and a replay cannot tell different ones.
 */
export function groupsOf(
  alerts: readonly GroupMember[],
  teamSize: (teamId: string, day: Day) => number,
): AlertGroup[] {
  const sorted = [...alerts].sort((a, b) => (a.alertId < b.alertId ? -1 : a.alertId > b.alertId ? 1 : 0))
  const byTeam = Map.groupBy(sorted, ({ ruleId, mode, teamId, day }) => `${day} ${ruleId} ${mode} ${teamId}`)
  return [...byTeam.values()].flatMap((members): AlertGroup[] => {
    const { ruleId, mode, teamId, day } = members[0]!
    const size = teamSize(teamId, day)
    const people = new Set(members.map(({ personId }) => personId)).size
    return isTeamMatter(people, size) ? [{ ruleId, mode, teamId, day, members, teamSize: size }] : []
  })
}

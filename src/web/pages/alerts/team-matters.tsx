import { getAlertGroup, listAlertGroups } from '../../../api/alert-groups.ts'
import { isSettled } from '../../../core/watch/alert.ts'
import { alertGroupsText } from '../../../text/web/alert-groups.ts'
import { type ReplyOf, useLater } from '../../api.ts'
import { paths } from '../../paths.ts'
import { Day } from '../../ui/day.tsx'
import { useBoth, useText } from '../../ui/language.tsx'
import { TextLink } from '../../ui/url.tsx'
import { Deadline } from './alert-words.tsx'

type Group = ReplyOf<typeof listAlertGroups>['rows'][number]

/** What is the matter of a whole team stands above the alerts of single people. */
export function TeamMatters() {
  const t = useText(alertGroupsText)
  const both = useBoth()
  const { data } = useLater(listAlertGroups)
  if (!data || data.rows.length === 0) return null
  return (
    <ul className="bw-team-matters">
      {data.rows.map((group) => (
        <li key={`${group.id} ${group.ruleCode}`}>
          <span className="bw-tag">{both(group.title)}</span>
          <strong>{t('strip', { team: group.team.name, people: group.people, size: group.teamSize })}</strong>
          <Day day={group.day} />
          <NextDeadline members={group.members} />
          <TextLink href={paths.alertTeam(group.id)}>{t('open')}</TextLink>
        </li>
      ))}
    </ul>
  )
}

/** Each has a deadline of its own, on the page of the matter; here stands the one that comes first. */
function NextDeadline({ members }: { members: Group['members'] }) {
  const t = useText(alertGroupsText)
  const open = members.filter(({ status }) => !isSettled(status))
  const [first] = open.toSorted((a, b) => a.deadlineAt - b.deadlineAt)
  if (!first) return null
  return (
    <span className="bw-soft">
      {t('firstUntil')} <Deadline alert={first} />
    </span>
  )
}

/** From the alert of one person to the matter of the team it is part of. */
export function PartOfTeam({ alertId }: { alertId: string }) {
  const t = useText(alertGroupsText)
  const { data } = useLater(getAlertGroup, { params: { id: alertId } })
  if (!data?.group) return null
  return (
    <p className="bw-soft">
      {t('partOf', { n: data.group.people - 1 })}{' '}
      <TextLink href={paths.alertTeam(data.group.id)}>{t('open')}</TextLink>
    </p>
  )
}

import { useParams } from '@tanstack/react-router'
import { App } from 'antd'
import { useState } from 'react'
import { acknowledgeTogether, getAlertGroup, listAlertGroups } from '../../../api/alert-groups.ts'
import { getAlert, listAlerts } from '../../../api/alerts.ts'
import { isSettled } from '../../../core/watch/alert.ts'
import { alertGroupsText } from '../../../text/web/alert-groups.ts'
import { type ReplyOf, useData, useSend } from '../../api.ts'
import { paths } from '../../paths.ts'
import { CanButton } from '../../ui/can-button.tsx'
import { ErrorNote } from '../../ui/error-note.tsx'
import { useBoth, useText } from '../../ui/language.tsx'
import { PageHead, Panel } from '../../ui/page-head.tsx'
import { Person } from '../../ui/person.tsx'
import { EmptyState } from '../../ui/refusal.tsx'
import { TextLink } from '../../ui/url.tsx'
import { AlertStatusTag, Deadline } from './alert-words.tsx'
import './alerts.css'
import { laterOpened } from '../../ui/later.tsx'

const ResolveTogetherDialog = laterOpened(
  async () => (await import('./resolve-dialog.tsx')).ResolveTogetherDialog,
)

type Group = NonNullable<ReplyOf<typeof getAlertGroup>['group']>

/** Many people of a team beyond one line on one day: who, and one act for all of them. */
export function TeamMatterPage() {
  const t = useText(alertGroupsText)
  const both = useBoth()
  const { id } = useParams({ strict: false }) as { id: string }
  const { group } = useData(getAlertGroup, { params: { id } })
  const back = { href: paths.alerts(), label: t('back') }
  if (!group)
    return (
      <>
        <PageHead back={back} title={t('alone')} />
        <EmptyState title={t('alone')} />
      </>
    )
  const { team, day, people, teamSize } = group
  return (
    <>
      <PageHead
        back={back}
        title={t('title', { team: team.name, rule: both(group.title) })}
        note={t('note', { day, people, size: teamSize })}
      />
      <Together group={group} />
      <Panel title={t('members')}>
        <ul className="bw-team-members">
          {group.members.map((alert) => (
            <li key={alert.id}>
              <Person name={alert.subject.label} />
              <TextLink href={paths.alert(alert.id)}>{both(alert.sentence)}</TextLink>
              <AlertStatusTag status={alert.status} />
              <span className="bw-team-until">
                {t('answers', { name: alert.responsible.name })}
                {!isSettled(alert.status) && (
                  <>
                    {' · '}
                    {t('until')} <Deadline alert={alert} />
                  </>
                )}
              </span>
            </li>
          ))}
        </ul>
      </Panel>
    </>
  )
}

function Together({ group }: { group: Group }) {
  const t = useText(alertGroupsText)
  const { message } = App.useApp()
  const [isClosing, setClosing] = useState(false)
  const say = ({ done, left }: { done: number; left: unknown[] }) => {
    void message.success(t('done', { n: done }))
    if (left.length > 0) void message.warning(t('left', { n: left.length }))
  }
  const take = useSend(acknowledgeTogether, {
    refresh: [getAlertGroup, listAlertGroups, getAlert, listAlerts],
    onDone: say,
  })
  const open = group.members.filter(({ status }) => !isSettled(status))
  if (open.length === 0) return <p className="bw-soft">{t('allDone')}</p>
  const waiting = open.find(({ status }) => status === 'open')
  const mayTake = open.find(({ can }) => can['acknowledge'] === true) ?? waiting
  const mayClose = open.find(({ can }) => can['resolve'] === true) ?? open[0]!
  return (
    <div className="bw-actions">
      <div className="bw-row bw-wrap">
        {mayTake && (
          <CanButton
            can={mayTake.can['acknowledge']}
            loading={take.isPending}
            onClick={() => take.mutate({ params: { id: group.id } })}
          >
            {t('acknowledge')}
          </CanButton>
        )}
        <CanButton can={mayClose.can['resolve']} type="primary" onClick={() => setClosing(true)}>
          {t('resolve')}
        </CanButton>
      </div>
      <ErrorNote error={take.error} />
      <ResolveTogetherDialog
        id={group.id}
        title={t('resolve')}
        text={t('resolveText', { n: open.length })}
        open={isClosing}
        onClose={() => setClosing(false)}
        onDone={say}
      />
    </div>
  )
}

import { Button } from 'antd'
import { getWorkbench } from '../../../api/workbench.ts'
import { outboxText } from '../../../text/web/outbox.ts'
import { workbenchText } from '../../../text/web/workbench.ts'
import { useData } from '../../api.ts'
import { paths } from '../../paths.ts'
import { useSession } from '../../session.tsx'
import { Moment } from '../../ui/day.tsx'
import { useText } from '../../ui/language.tsx'
import { Panel } from '../../ui/page-head.tsx'
import { EmptyState } from '../../ui/refusal.tsx'
import { StatCard, StatRow } from '../../ui/stat-card.tsx'
import { useGo } from '../../ui/url.tsx'
import { ListPanel, ListRow, Quiet } from './blocks.tsx'

/** The administrator: does it run, does it reach people, is anything waiting to be claimed. */
export function AdminBench() {
  const t = useText(workbenchText)
  const kinds = useText(outboxText)
  const go = useGo()
  const { system } = useData(getWorkbench)
  const { org } = useSession()
  if (system === null) return null
  return (
    <>
      <StatRow>
        <StatCard
          label={t('people')}
          value={system.activePeople}
          note={
            system.importedPeople > 0
              ? t('imported', { n: system.importedPeople })
              : t('peopleOf', { n: system.activePeople })
          }
          href={paths.settings('people')}
        />
        <StatCard
          label={t('failed')}
          value={system.failedDeliveries7d}
          {...(system.failedDeliveries7d > 0 ? { tone: 'danger' as const } : {})}
          note={t(system.failedDeliveries7d > 0 ? 'failedOf' : 'failedNone')}
          href={paths.outbox({ state: 'failed' })}
        />
        <StatCard
          label={t('engine')}
          value={system.evaluatedAt === null ? '—' : <Moment at={system.evaluatedAt} />}
          note={
            system.waitingJobs > 0
              ? t('waiting', { n: system.waitingJobs })
              : t('engineOf', { on: system.rulesOn, trial: system.rulesOnTrial })
          }
          href={paths.health()}
        />
        <StatCard
          label={t('lastImport')}
          value={system.lastImport ? <Moment at={system.lastImport.at} /> : '—'}
          note={
            system.lastImport
              ? system.lastImport.bad > 0
                ? t('badRows', { n: system.lastImport.bad })
                : t('allGood')
              : t('lastImportNone')
          }
          href={paths.imports()}
        />
        <StatCard
          label={t('backup')}
          value={
            system.backup.lastGoodAt === null ? (
              t(`backup_${system.backup.state}`)
            ) : (
              <Moment at={system.backup.lastGoodAt} />
            )
          }
          {...(system.backup.state === 'failed' ? { tone: 'danger' as const } : {})}
          note={
            system.backup.problem ??
            t(system.backup.verified ? 'backupVerified' : `backupNote_${system.backup.state}`)
          }
        />
      </StatRow>
      {system.lastImport === null && !org.isDemo && (
        <Panel>
          <EmptyState
            title={t('startTitle')}
            text={t('startText')}
            action={
              <Button type="primary" onClick={() => go(paths.imports())}>
                {t('startImport')}
              </Button>
            }
          />
        </Panel>
      )}
      <ListPanel title={t('channels')} href={paths.settings('channels')}>
        {system.channels.length === 0 && <Quiet title={t('addChannel')} text={t('channelsNone')} />}
        {system.channels.map((channel) => (
          <ListRow
            key={channel.id}
            href={paths.settings('channels')}
            title={channel.name}
            text={kinds(channel.kind)}
            side={
              <span
                className={`bw-tag${channel.state === 'ok' ? ' bw-tag-accent' : channel.state === 'broken' ? ' bw-tag-danger' : ''}`}
              >
                {t(`state_${channel.state}`)}
              </span>
            }
          />
        ))}
      </ListPanel>
    </>
  )
}

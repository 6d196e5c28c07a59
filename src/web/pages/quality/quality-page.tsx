import { useQueryClient } from '@tanstack/react-query'
import { App } from 'antd'
import { useEffect } from 'react'
import { listDefects, qualityOverview, runQualityCheck } from '../../../api/quality.ts'
import { qualityText } from '../../../text/web/quality.ts'
import { type ReplyOf, refresh, useData, useSend } from '../../api.ts'
import { paths } from '../../paths.ts'
import { AsOfPicker, LookingBackBanner } from '../../ui/as-of.tsx'
import { CanButton } from '../../ui/can-button.tsx'
import { ErrorNote } from '../../ui/error-note.tsx'
import { useText } from '../../ui/language.tsx'
import { PageHead } from '../../ui/page-head.tsx'
import { StatCard, StatRow } from '../../ui/stat-card.tsx'
import { useUrl } from '../../ui/url.tsx'
import { Batches } from './batches.tsx'
import { ByCheck, ByPerson } from './counts.tsx'
import { DefectList } from './defect-list.tsx'
import './quality.css'
import { overviewQuery } from './queries.ts'
import { SourcesPanel } from './sources-panel.tsx'
import { TrendPanel } from './trend-panel.tsx'

type Overview = ReplyOf<typeof qualityOverview>

/** What is wrong with the data, who mends it by when, and how that goes (C204 C205). */
export function QualityPage() {
  const t = useText(qualityText)
  const { message } = App.useApp()
  const { values } = useUrl()
  const overview = useData(qualityOverview, { query: overviewQuery(values) })
  const run = useSend(runQualityCheck, {
    refresh: [qualityOverview],
    onDone: () => void message.success(t('asked')),
  })
  useFollowing(overview.isChecking)
  return (
    <>
      <LookingBackBanner reading="known" />
      <PageHead
        title={t('title')}
        note={noteOf(t, overview)}
        actions={
          <>
            <AsOfPicker />
            {overview.can.run !== 'forbidden' && (
              <CanButton
                can={overview.can.run}
                loading={run.isPending || overview.isChecking}
                onClick={() => run.mutate({ body: {} })}
              >
                {t('run')}
              </CanButton>
            )}
          </>
        }
      />
      <ErrorNote error={run.error} />
      <Figures overview={overview} />
      <div className="biz-quality-pair">
        <TrendPanel trend={overview.trend} />
        {overview.people && overview.people.length > 1 && (
          <ByPerson people={overview.people} linked={overview.can.seeRows} />
        )}
      </div>
      <ByCheck checks={overview.checks} linked={overview.can.seeRows} />
      <SourcesPanel />
      {overview.asOf && <p className="bw-soft">{t('byPersonNow')}</p>}
      {overview.can.seeRows ? <DefectList /> : <p className="bw-soft">{t('countsOnly')}</p>}
      <Batches rows={overview.batches} />
    </>
  )
}

const POLL_MS = 2000

/** While a check is under way the figures are read again, and the rows once it is done. */
function useFollowing(isChecking: boolean) {
  const client = useQueryClient()
  useEffect(() => {
    if (!isChecking) return
    const timer = setInterval(() => void refresh(client, [qualityOverview]), POLL_MS)
    return () => {
      clearInterval(timer)
      void refresh(client, [listDefects])
    }
  }, [isChecking, client])
}

function Figures({ overview }: { overview: Overview }) {
  const t = useText(qualityText)
  const { open, overdue, mine, mineOverdue, fixable, can } = overview
  const link = (query: Record<string, string>) =>
    can.seeRows ? { href: `${paths.quality(query)}#list` } : {}
  const fresh = overview.checks.reduce((sum, check) => sum + check.fresh, 0)
  return (
    <StatRow>
      <StatCard label={t('open')} value={open} note={t('ofWeek', { n: fresh })} {...link({})} />
      <StatCard
        label={t('overdue')}
        value={overdue}
        {...(overdue > 0 ? { tone: 'danger' as const } : {})}
        {...link({ overdueOnly: 'true' })}
      />
      {can.seeRows && mine !== null && mineOverdue !== null && (
        <StatCard
          label={t('mine')}
          value={mine}
          note={mineOverdue > 0 ? t('mineOverdue', { n: mineOverdue }) : t('mineInTime')}
          {...link({ view: 'mine' })}
        />
      )}
      {fixable !== null && (
        <StatCard
          label={t('fixable')}
          value={fixable}
          note={t('fixableNote')}
          {...link({ fixableOnly: 'true' })}
        />
      )}
    </StatRow>
  )
}

function noteOf(t: ReturnType<typeof useText<keyof (typeof qualityText)['zh']>>, overview: Overview) {
  if (overview.checkedOn === null) return t('noteNever')
  return t(overview.isWhole ? 'noteWhole' : 'noteOwn', { day: overview.checkedOn })
}

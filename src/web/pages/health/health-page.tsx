import { useEffect } from 'react'
import { getHealth } from '../../../api/health.ts'
import { healthText } from '../../../text/web/health.ts'
import { type ReplyOf, useData, useLater } from '../../api.ts'
import { paths } from '../../paths.ts'
import { type Column, DataTable } from '../../ui/data-table.tsx'
import { Day, Moment } from '../../ui/day.tsx'
import { useBoth, useText } from '../../ui/language.tsx'
import { PageHead, Panel } from '../../ui/page-head.tsx'
import { EmptyState } from '../../ui/refusal.tsx'
import { StatCard, StatRow } from '../../ui/stat-card.tsx'
import './health.css'

type Health = ReplyOf<typeof getHealth>
type Source = Health['sources'][number]

const LOOK_AGAIN_MS = 10_000
/** Below this nothing is said about a source: it is rare by nature. */
const REGULAR = 15

/** Who watches the watcher (C107 C208): the administrator sees silence, which nobody else would miss. */
export function HealthPage() {
  const t = useText(healthText)
  const health = useData(getHealth)
  const { refetch } = useLater(getHealth, { enabled: false })
  useEffect(() => {
    const timer = setInterval(() => void refetch(), LOOK_AGAIN_MS)
    return () => clearInterval(timer)
  }, [refetch])
  return (
    <>
      <PageHead title={t('title')} note={t('note')} />
      {health.faults.length === 0 ? (
        <EmptyState title={t('good')} text={t('goodText')} />
      ) : (
        <Faults faults={health.faults} />
      )}
      <Signs health={health} />
      <Panel title={t('sources')} flush>
        <Sources sources={health.sources} />
      </Panel>
      <p className="bw-soft">{t('sourcesNote')}</p>
      <p className="bw-soft">{t('outside')}</p>
    </>
  )
}

function Faults({ faults }: { faults: Health['faults'] }) {
  const t = useText(healthText)
  const both = useBoth()
  return (
    <section className="bw-faults" role="alert" aria-label={t('faults')}>
      {faults.map((fault) => (
        <article key={`${fault.code} ${fault.title.en}`}>
          <h2>{both(fault.title)}</h2>
          <p>{both(fault.todo)}</p>
          {fault.since !== null && (
            <p className="bw-muted">
              {t('since', { when: '' })}
              <Moment at={fault.since} />
            </p>
          )}
        </article>
      ))}
    </section>
  )
}

function Signs({ health }: { health: Health }) {
  const t = useText(healthText)
  const { lookedAt, canaryAt, canaryMs, oldestDueAt } = health
  return (
    <StatRow>
      <StatCard label={t('looked')} value={lookedAt === null ? t('lookedNever') : <Moment at={lookedAt} />} />
      <StatCard
        label={t('canary')}
        value={canaryAt === null ? t('canaryNever') : <Moment at={canaryAt} />}
        note={canaryMs === null ? t('canaryNoteNone') : t('canaryNote', { ms: canaryMs })}
      />
      <StatCard label={t('rules')} value={health.rulesOn} href={paths.rules()} />
      <StatCard
        label={t('waiting')}
        value={oldestDueAt === null ? t('waitingNone') : <Moment at={oldestDueAt} />}
        {...(oldestDueAt === null ? {} : { note: t('waitingNote') })}
      />
    </StatRow>
  )
}

function Sources({ sources }: { sources: readonly Source[] }) {
  const t = useText(healthText)
  const both = useBoth()
  const columns: Column<Source>[] = [
    { key: 'source', title: t('source'), card: 'title', cell: (row) => both(row.title) },
    {
      key: 'newest',
      title: t('newest'),
      cell: (row) => (row.newestOn ? <Day day={row.newestOn} near /> : null),
    },
    { key: 'perMonth', title: t('perMonth'), align: 'right', cell: (row) => row.perMonth },
    {
      key: 'state',
      title: t('state'),
      card: 'side',
      cell: (row) => {
        if (row.newestOn === null) return <span className="bw-muted">{t('none')}</span>
        if (row.isStale) return <span className="bw-danger">{t('stale')}</span>
        return row.perMonth < REGULAR ? <span className="bw-muted">{t('rare')}</span> : t('fresh')
      },
    },
  ]
  return (
    <DataTable
      columns={columns}
      rows={sources}
      rowKey={(row) => row.name}
      empty={<EmptyState title={t('none')} />}
    />
  )
}

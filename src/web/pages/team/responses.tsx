import { Segmented } from 'antd'
import { useState } from 'react'
import { exportResponses, getResponses } from '../../../api/responses.ts'
import { LEAST_ANSWERED, LEAST_OTHERS } from '../../../core/watch/response.ts'
import { valueText } from '../../../text/values.ts'
import { responsesText } from '../../../text/web/responses.ts'
import { type ReplyOf, urlOf, useLater } from '../../api.ts'
import { useMay } from '../../session.tsx'
import { type Column, DataTable } from '../../ui/data-table.tsx'
import { useBoth, useText } from '../../ui/language.tsx'
import { later } from '../../ui/later.tsx'
import { Panel } from '../../ui/page-head.tsx'
import { EmptyState } from '../../ui/refusal.tsx'
import { useAsOf } from '../../ui/url.tsx'
import type { ResponseAsked } from './asked.ts'

const Rows = later(async () => (await import('./response-rows.tsx')).ResponseRows)

type Reply = ReplyOf<typeof getResponses>
type Figure = Reply['all']
type Line = { key: string; name: string; figure: Figure; ask: Omit<ResponseAsked, 'name'> | null }

const VIEWS = ['person', 'team', 'rule', 'month'] as const
type View = (typeof VIEWS)[number]
const TITLES = { person: 'byPerson', team: 'byTeam', rule: 'byRule', month: 'byMonth' } as const

/** How alerts are answered: a rep sees themselves, whoever leads sees their people (C130–C133). */
export function Responses() {
  const t = useText(responsesText)
  const may = useMay()
  const asOf = useAsOf()
  const [view, setView] = useState<View>('person')
  const [asked, setAsked] = useState<ResponseAsked | null>(null)
  const query = asOf ? { to: asOf } : {}
  const { data } = useLater(getResponses, { query, enabled: may('alert.read') })
  const columns = useColumns(view, setAsked)
  const lines = useLines(data, view)
  if (!data) return null
  return (
    <Panel
      title={t('title')}
      flush
      extra={
        <Segmented<View>
          size="small"
          value={view}
          options={VIEWS.filter((one) => one !== 'team' || data.teams.length > 0).map((value) => ({
            value,
            label: t(TITLES[value]),
          }))}
          onChange={setView}
        />
      }
    >
      <div className="bw-team-none bw-muted">
        <p>{t('lead')}</p>
        <details>
          <summary>{t('how')}</summary>
          <p>
            {t('note', { from: data.from })} {t('othersWhy', { others: LEAST_OTHERS })} {t('indexWhy')}{' '}
            {t('closedWhy')} {t('creditWhy')}
          </p>
        </details>
      </div>
      <DataTable
        columns={columns}
        rows={lines}
        rowKey={(row) => row.key}
        exportHref={
          view === 'person' && may('export.run') && lines.length > 0
            ? urlOf(exportResponses, { query })
            : undefined
        }
        empty={<EmptyState title={t('none')} text={t('noneText')} />}
      />
      {asked && <Rows asked={asked} query={query} onClose={() => setAsked(null)} />}
    </Panel>
  )
}

function useLines(data: Reply | undefined, view: View): Line[] {
  const both = useBoth()
  if (!data) return []
  switch (view) {
    case 'person':
      return data.people.map(({ person, figure }) => ({
        key: person.id,
        name: person.name,
        figure,
        ask: { person: person.id },
      }))
    case 'team':
      return data.teams.map(({ team, figure }) => ({
        key: team.id,
        name: team.name,
        figure,
        ask: { team: team.id },
      }))
    case 'rule':
      return data.rules.map(({ code, title, figure }) => ({
        key: code,
        name: both(title),
        figure,
        ask: { rule: code },
      }))
    case 'month':
      return data.months.map(({ month, figure }) => ({ key: month, name: month, figure, ask: null }))
  }
}

function useColumns(view: View, onAsk: (asked: ResponseAsked) => void): Column<Line>[] {
  const t = useText(responsesText)
  const both = useBoth()
  const time = (minutes: number) => both(valueText('workminutes', Math.round(minutes)))
  return [
    { key: 'name', title: t(`name_${view}`), card: 'title', cell: (row) => row.name },
    {
      key: 'good',
      title: t('good'),
      align: 'right',
      cell: ({ name, figure, ask }) => (
        <span className="bw-team-week">
          {ask && figure.n + figure.closedN > 0 ? (
            <button type="button" className="bw-team-number" onClick={() => onAsk({ name, ...ask })}>
              {t('goodOf', { good: figure.good, n: figure.n })}
            </button>
          ) : (
            t('goodOf', { good: figure.good, n: figure.n })
          )}
          <Expected of={figure.expected} />
        </span>
      ),
    },
    {
      key: 'index',
      title: t('index'),
      align: 'right',
      card: 'side',
      cell: ({ figure }) => <Index figure={figure} />,
    },
    {
      key: 'taken',
      title: t('taken'),
      align: 'right',
      cell: ({ figure }) =>
        figure.takenMedian === null ? (
          <span className="bw-muted">{t('few', { n: figure.n })}</span>
        ) : (
          time(figure.takenMedian)
        ),
    },
    {
      key: 'closed',
      title: t('closed'),
      align: 'right',
      cell: ({ figure }) =>
        figure.closedMedian === null ? (
          <span className="bw-muted">{t('few', { n: figure.closedN })}</span>
        ) : (
          <span className="bw-team-week">
            {time(figure.closedMedian)}
            <small className="bw-muted">{t('closedOf', { n: figure.closedN })}</small>
          </span>
        ),
    },
    { key: 'back', title: t('cameBack'), align: 'right', cell: ({ figure }) => figure.cameBack },
    ...(view === 'person' || view === 'team'
      ? [
          {
            key: 'credit',
            title: t('credit'),
            align: 'right' as const,
            cell: ({ figure }: Line) => figure.credit,
          },
        ]
      : []),
  ]
}

function Expected({ of: expected }: { of: number | null }) {
  const t = useText(responsesText)
  return (
    <small className="bw-muted">
      {expected === null ? t('expectedFew') : t('expected', { expected: expected.toFixed(1) })}
    </small>
  )
}

/** A hundred is what was to be expected; it is not given under ten alerts or with too few others. */
function Index({ figure: { index, expected } }: { figure: Figure }) {
  const t = useText(responsesText)
  if (expected === null) return <span className="bw-muted">{t('indexAlone', { others: LEAST_OTHERS })}</span>
  if (!index) return <span className="bw-muted">{t('indexFew', { least: LEAST_ANSWERED })}</span>
  const tone = index.high < 100 ? 'bw-warn' : index.low > 100 ? 'bw-good' : ''
  return (
    <span className="bw-team-week">
      <strong className={tone}>{Math.round(index.value)}</strong>
      <small className="bw-muted">
        {t('range', { low: Math.round(index.low), high: Math.round(index.high) })}
      </small>
    </span>
  )
}

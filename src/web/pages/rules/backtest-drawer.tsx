import { useQueryClient } from '@tanstack/react-query'
import { Collapse, Drawer, Segmented, Tag } from 'antd'
import { useEffect, useState } from 'react'
import { type BacktestReport, latestBacktests, ruleBacktest } from '../../../api/backtest.ts'
import { shareText } from '../../../text/backtest.ts'
import { backtestText } from '../../../text/web/backtest.ts'
import { refresh, useLater } from '../../api.ts'
import { ErrorNote } from '../../ui/error-note.tsx'
import { useBoth, useText } from '../../ui/language.tsx'
import type { CodedError } from '../../ui/refusal.tsx'
import { BacktestFigures } from './backtest-figures.tsx'
import { BacktestForm } from './backtest-form.tsx'
import { BacktestLines } from './backtest-lines.tsx'
import { BacktestRunning } from './backtest-running.tsx'
import type { RuleBacktest } from './backtest-words.ts'
import type { Rule } from './rule.ts'
import './backtest.css'

const TONE = {
  useful: 'success',
  'no-better-than-chance': 'warning',
  harmful: 'error',
  'not-enough-data': 'default',
} as const

/** 历史验证: the sentence first, everything behind it one step deeper. */
export function BacktestDrawer({ rule, open, onClose }: { rule: Rule; open: boolean; onClose: () => void }) {
  const t = useText(backtestText)
  const both = useBoth()
  const client = useQueryClient()
  const found = useLater(ruleBacktest, { params: { code: rule.code }, enabled: open })
  const newest = found.data?.newest ?? null
  const isRunning = newest?.state === 'queued' || newest?.state === 'running'
  useEffect(() => {
    if (!open || !isRunning) return
    const timer = setInterval(() => void refresh(client, [ruleBacktest, latestBacktests]), 1_000)
    return () => clearInterval(timer)
  }, [open, isRunning, client])
  return (
    <Drawer
      open={open}
      onClose={onClose}
      size={800}
      title={`${t('title')} · ${both(rule.title)}`}
      loading={found.isLoading}
    >
      <ErrorNote error={found.error as CodedError | null} />
      {found.data && (
        <div className="bw-stack bw-backtest">
          {found.data.record && <Record record={found.data.record} />}
          {isRunning && newest ? (
            <BacktestRunning run={newest} canCancel={found.data.can['cancel']} />
          ) : (
            <BacktestForm rule={rule} found={found.data} />
          )}
          {newest?.state === 'failed' && (
            <p className="bw-danger">{t('failed', { text: newest.error?.text ?? '' })}</p>
          )}
          {newest?.state === 'cancelled' && <p className="bw-soft">{t('cancelled')}</p>}
          {newest?.report && <Report rule={rule} report={newest.report} version={newest.ruleVersion} />}
          {!newest && <p className="bw-soft">{t('never')}</p>}
        </div>
      )}
    </Drawer>
  )
}

/** What a silent rule has said so far, before it may disturb anybody; and a loud one beside its backtest. */
function Record({ record }: { record: NonNullable<RuleBacktest['record']> }) {
  const t = useText(backtestText)
  const both = useBoth()
  const { right, late, useless } = record.verdicts
  const judged = right + record.verdicts.false + late + useless
  return (
    <section className="bw-backtest-record">
      <h3>{t(record.mode === 'trial' ? 'recordTrial' : 'recordOn')}</h3>
      <p>{both(record.sentence)}</p>
      <p className="bw-soft">
        {judged === 0 ? t('notJudged') : t('judged', { right, judged, share: shareText(right, judged) })}
      </p>
    </section>
  )
}

function Report({ rule, report, version }: { rule: Rule; report: BacktestReport; version: number }) {
  const t = useText(backtestText)
  const both = useBoth()
  const [mode, setMode] = useState(report.mode)
  return (
    <section className="bw-stack">
      <div className="bw-backtest-head">
        <p className="bw-backtest-sentence">{both(report.sentence)}</p>
        {report.outcome && <Tag color={TONE[report.verdict]}>{both(report.verdictText)}</Tag>}
        <p className="bw-soft">
          {t('against', { outcome: both(report.outcomeText) })}
          {version !== rule.version && version > 0 && ` · ${t('olderVersion', { n: version })}`}
        </p>
      </div>
      {report.notes.map((note) => (
        <p key={note.code} className="bw-backtest-note">
          {both(note.text)}
        </p>
      ))}
      <Collapse
        ghost
        items={[
          {
            key: 'figures',
            label: t('details'),
            children: (
              <div className="bw-stack">
                <Segmented
                  value={mode}
                  onChange={setMode}
                  options={(['episodes', 'decisions'] as const).map((value) => ({ value, label: t(value) }))}
                />
                <p className="bw-soft">{t(mode === 'episodes' ? 'episodesNote' : 'decisionsNote')}</p>
                <BacktestFigures
                  figures={report.modes[mode]}
                  weeks={report.weeks}
                  events={report.modes.episodes.events}
                />
              </div>
            ),
          },
          ...(report.variants.length > 0
            ? [{ key: 'lines', label: t('lines'), children: <BacktestLines rule={rule} report={report} /> }]
            : []),
        ]}
      />
    </section>
  )
}

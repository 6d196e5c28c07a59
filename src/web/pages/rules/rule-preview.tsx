import { Button, Spin } from 'antd'
import { useEffect, useState } from 'react'
import { latestBacktests, startBacktest } from '../../../api/backtest.ts'
import { previewRule } from '../../../api/rules.ts'
import { ruleEditorText } from '../../../text/web/rule-editor.ts'
import { type ReplyOf, useLater, useSend } from '../../api.ts'
import { DayInput } from '../../parts/day-input-later.tsx'
import { ErrorNote } from '../../ui/error-note.tsx'
import { Field } from '../../ui/field.tsx'
import { useBoth, useText } from '../../ui/language.tsx'
import { Money } from '../../ui/money.tsx'
import type { Draft } from './draft.ts'

type Preview = ReplyOf<typeof previewRule>

/** A pause in choosing is long enough to look. */
const PAUSE_MS = 600
const LOOK_AGAIN_MS = 1_000

/** What the rule would do, beside the choices: in words, today or on a past day, and over the last year. */
export function RulePreview({ draft, isProposed }: { draft: Draft; isProposed: boolean }) {
  const t = useText(ruleEditorText)
  const both = useBoth()
  const [asOf, setAsOf] = useState<string | null>(null)
  const { data, error, isPending, mutate } = useSend(previewRule)
  const asked = JSON.stringify({ spec: draft, ...(asOf ? { asOf } : {}) })
  useEffect(() => {
    const timer = setTimeout(() => mutate({ body: JSON.parse(asked) }), PAUSE_MS)
    return () => clearTimeout(timer)
  }, [asked, mutate])
  return (
    <aside className="bw-editor-part bw-editor-preview">
      <h3>{t('seen')}</h3>
      <ErrorNote error={error} />
      <Spin spinning={isPending} delay={300}>
        {data && (
          <div className="bw-stack">
            <p className="bw-rule-sentence">{both(data.sentence)}</p>
            {data.problems.length > 0 && (
              <div className="bw-danger" role="alert">
                <strong>{t('problems')}</strong>
                {data.problems.map((problem) => (
                  <p key={`${problem.path} ${problem.code}`}>{both(problem.text)}</p>
                ))}
              </div>
            )}
            {data.detectable && (
              <p className={data.detectable.never ? 'bw-danger' : 'bw-rule-note'}>
                {both(data.detectable.sentence)}
              </p>
            )}
            {data.budget && <p className="bw-rule-note">{both(data.budget)}</p>}
            {data.problems.length === 0 && <Today preview={data} isPast={asOf !== null} />}
          </div>
        )}
      </Spin>
      <Field label={t('tryDay')} optional>
        <DayInput value={asOf} onChange={setAsOf} />
      </Field>
      {data?.problems.length === 0 && <LastYear draft={draft} isProposed={isProposed} />}
    </aside>
  )
}

function Today({ preview, isPast }: { preview: Preview; isPast: boolean }) {
  const t = useText(ruleEditorText)
  const both = useBoth()
  const { total, subjects, rows, load, unknown, asOf } = preview
  return (
    <>
      <p>
        <strong>{t(isPast ? 'seenThen' : 'seenToday', { total, subjects, day: asOf })}</strong>
        {unknown > 0 && <span className="bw-muted"> · {t('seenUnknown', { n: unknown })}</span>}
      </p>
      {total === 0 && <p className="bw-soft">{t('seenNone')}</p>}
      {load.length > 0 && (
        <p className="bw-soft">
          {t('load')}: {load.map((one) => t('loadOne', one)).join(' · ')}
        </p>
      )}
      <ul className="bw-editor-hits">
        {rows.map((row) => (
          <li key={row.id}>
            <strong>{row.label}</strong> {row.person && <span className="bw-muted">{row.person}</span>}
            {row.moneyFen !== null && <Money fen={row.moneyFen} />}
            <p className="bw-soft">{both(row.sentence)}</p>
          </li>
        ))}
      </ul>
      {total > rows.length && rows.length > 0 && (
        <p className="bw-muted">{t('seenMore', { n: rows.length })}</p>
      )}
    </>
  )
}

/** The year that has passed, in one sentence; a draft is tried as it stands, a proposed one at once. */
function LastYear({ draft, isProposed }: { draft: Draft; isProposed: boolean }) {
  const t = useText(ruleEditorText)
  const both = useBoth()
  const [tried, setTried] = useState<string | null>(null)
  const latest = useLater(latestBacktests)
  const start = useSend(startBacktest, { refresh: [latestBacktests] })
  const own = latest.data?.rows.find((row) => row.ruleCode === draft.code)
  const isRunning = own?.state === 'queued' || own?.state === 'running'
  const { refetch } = latest
  useEffect(() => {
    if (!isRunning) return
    const timer = setInterval(() => void refetch(), LOOK_AGAIN_MS)
    return () => clearInterval(timer)
  }, [isRunning, refetch])
  const now = JSON.stringify(draft)
  const run = () => {
    setTried(now)
    start.mutate({ params: { code: draft.code }, body: { wish: {}, draft } })
  }
  const isFirst = isProposed && tried === null && latest.isSuccess && !isRunning
  // biome-ignore lint/correctness/useExhaustiveDependencies: once, as soon as it is known that none runs
  useEffect(() => {
    if (isFirst) run()
  }, [isFirst])
  const said = tried === now && own?.sentence && !isRunning ? both(own.sentence) : null
  return (
    <div className="bw-stack">
      <h3>{t('backtest')}</h3>
      <ErrorNote error={start.error} />
      <p className="bw-soft">{said ?? t(isRunning ? 'backtestRunning' : 'backtestNever')}</p>
      <Button loading={start.isPending || isRunning} onClick={run}>
        {t('runBacktest')}
      </Button>
    </div>
  )
}

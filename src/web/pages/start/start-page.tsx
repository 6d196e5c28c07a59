import { CheckCircleFilled } from '@ant-design/icons'
import { Button } from 'antd'
import { type ReactNode, useState } from 'react'
import { type FIRST_STEPS, getFirstSteps } from '../../../api/settings.ts'
import { startText } from '../../../text/web/start.ts'
import { useData } from '../../api.ts'
import { paths } from '../../paths.ts'
import { CanButton } from '../../ui/can-button.tsx'
import { useText } from '../../ui/language.tsx'
import { PageHead } from '../../ui/page-head.tsx'
import { Progress } from '../../ui/progress.tsx'
import { useGo } from '../../ui/url.tsx'
import './start.css'
import { laterOpened } from '../../ui/later.tsx'
import { Trades } from './trades.tsx'

const PeoplePaste = laterOpened(async () => (await import('../../parts/people-paste.tsx')).PeoplePaste)

type Step = (typeof FIRST_STEPS)[number]

/** What a new company does first, each step read from what is there. */
export function StartPage() {
  const t = useText(startText)
  const go = useGo()
  const [pasting, setPasting] = useState(false)
  const { steps, trade, settingsVersion, missingYear, can } = useData(getFirstSteps)
  const done = steps.filter((step) => step.done).length
  const acts: Record<Step, ReactNode> = {
    people: (
      <CanButton can={can.people} type="primary" onClick={() => setPasting(true)}>
        {t('peopleAct')}
      </CanButton>
    ),
    trade: <Trades chosen={trade} version={settingsVersion} can={can.settings} />,
    calendar: <Button onClick={() => go(paths.settings('calendar'))}>{t('calendarAct')}</Button>,
    channel: (
      <CanButton can={can.channels} type="primary" onClick={() => go(paths.settings('channels'))}>
        {t('channelAct')}
      </CanButton>
    ),
    import: (
      <CanButton can={can.imports} type="primary" onClick={() => go(paths.imports())}>
        {t('importAct')}
      </CanButton>
    ),
    checkup: (
      <Button
        disabled={!steps.some(({ step, done: made }) => step === 'checkup' && made)}
        onClick={() => go(paths.checkUp())}
      >
        {t('checkupAct')}
      </Button>
    ),
  }
  const state = (step: Step, count: number): string | null => {
    if (step === 'people') return count > 1 ? t('peopleDone', { n: count }) : null
    if (step === 'trade') return trade && t('tradeDone', { trade: t(trade) })
    if (step === 'calendar') return missingYear === null ? null : t('calendarMissing', { year: missingYear })
    if (step === 'channel') return count > 0 ? t('channelDone', { n: count }) : null
    if (step === 'import') return count > 0 ? t('importDone', { n: count }) : null
    return count > 0 ? t('checkupDone') : null
  }
  return (
    <>
      <PageHead title={t('title')} note={t('note')} />
      <div className="biz-start-progress bw-stack">
        <span>{t('progress', { done, all: steps.length })}</span>
        <Progress
          bp={Math.round((done / steps.length) * 10_000)}
          label={t('progress', { done, all: steps.length })}
        />
      </div>
      <ol className="biz-start">
        {steps.map(({ step, done: isDone, count }, index) => (
          <li key={step} data-done={isDone}>
            <span className="biz-start-mark">
              {isDone ? <CheckCircleFilled aria-label={t('done')} /> : index + 1}
            </span>
            <div className="biz-start-words">
              <h2>{t(step)}</h2>
              <p className="bw-soft">{t(`${step}Text`)}</p>
              {state(step, count) && (
                <p className={isDone && step !== 'calendar' ? 'bw-good' : 'bw-soft'}>{state(step, count)}</p>
              )}
              {acts[step]}
            </div>
          </li>
        ))}
      </ol>
      <PeoplePaste open={pasting} onClose={() => setPasting(false)} />
    </>
  )
}
